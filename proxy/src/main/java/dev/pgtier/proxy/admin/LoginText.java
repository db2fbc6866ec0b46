package dev.pgtier.proxy.admin;

/** What the log-in page consists of. */
final class LoginText {
  static final String STYLE =
      """
      :root { color-scheme: light dark; --ground: #f4f5f8; --card: #fff; --edge: #c3cad6; --text: #171b22;
        --soft: #566072; --accent: #2b5bc7; --on: #fff; --bad: #a92a17; }
      @media (prefers-color-scheme: dark) { :root { --ground: #0d1015; --card: #151920; --edge: #3b4554;
        --text: #e7ebf1; --soft: #9aa6b7; --accent: #7ea6ff; --on: #0d1015; --bad: #ff9a88; } }
      * { box-sizing: border-box; }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 20px;
        background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
      form { width: min(400px, 100%); display: grid; gap: 14px; padding: 28px; background: var(--card);
        border: 1px solid var(--edge); border-radius: 14px; }
      h1 { margin: 0; font-size: 20px; letter-spacing: -.01em; }
      p { margin: 0; color: var(--soft); }
      label { display: grid; gap: 6px; font-weight: 600; }
      input, button { height: 42px; padding: 0 12px; border-radius: 9px; font: inherit; }
      input { width: 100%; border: 1px solid var(--edge); background: transparent; color: inherit; }
      button { border: 0; background: var(--accent); color: var(--on); font-weight: 650; cursor: pointer; }
      :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
      .bad { color: var(--bad); font-weight: 600; }
      """;

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
        <meta charset="utf-8">
        <title>Log in · pgtier</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="stylesheet" href="/login.css">
      </head>
      <body>
        <form method="post" action="/login">
          <h1>pgtier</h1>
          <p>This port shows what was asked of the databases. Log in with its token, the one of
            <code>admin.token</code> in the configuration.</p>
          %s
          <label>Token
            <input type="password" name="token" autocomplete="current-password" required autofocus>
          </label>
          <input type="hidden" name="to" value="%s">
          <button>Log in</button>
        </form>
      </body>
      </html>
      """;

  /** Comes by a link of another site; asks anew, so that the browser sends its cookie along. */
  private static final String AGAIN =
      """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><title>pgtier</title><meta http-equiv="refresh" content="0"></head>
      <body></body>
      </html>
      """;

  private LoginText() {}

  static String page(String to, String problem) {
    String said = problem.isEmpty() ? "" : "<p class=\"bad\" role=\"alert\">" + problem + "</p>";
    return PAGE.formatted(said, escaped(to));
  }

  static String again() {
    return AGAIN;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
