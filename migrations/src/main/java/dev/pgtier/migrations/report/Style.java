package dev.pgtier.migrations.report;

/** The pages' style sheet, for light and dark, wide and narrow. */
final class Style {
  static final String CSS =
      """
      :root { color-scheme: light dark; --ink: #1c2024; --dim: #60646c; --line: #d9dbe0; --paper: #fff; --good: #1a7f4b; --bad: #c22a2a; --warn: #9a5b00;
        --mono: ui-monospace, "SF Mono", Menlo, Consolas, monospace }
      @media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --dim: #a0a4ab; --line: #363a41; --paper: #15171a; --good: #52c98a; --bad: #ff7b72; --warn: #e5b04a } }
      body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
      main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
      h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
      p { margin: .25rem 0 } a { color: inherit } .dim { color: var(--dim); overflow-wrap: anywhere }
      .passed { color: var(--good) } .failed, .problems li { color: var(--bad) } p.passed, p.failed { font-weight: 600; font-size: 1.1rem }
      .scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% } th { text-align: left; color: var(--dim); font-weight: 500 }
      th, td { padding: .35rem 1.25rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; white-space: pre } tr > :last-child { padding-right: 0 }
      .number { text-align: right; font-variant-numeric: tabular-nums }
      td.text, td.code { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 15rem } td.code, ul.schema { font-family: var(--mono); font-size: .87rem }
      tr.passed, tr.failed { color: inherit } tr.passed .state, li.added { color: var(--good) } tr.failed .state, tr.failed .code, tr.false td, li.removed { color: var(--bad) }
      tr.warning td:first-child, li.changed { color: var(--warn) } tr.not-run td { color: var(--dim) }
      ul { margin: 0; padding-left: 1.25rem } li { overflow-wrap: anywhere } ul.schema { list-style: none; padding: 0 }
      ul.schema li { white-space: pre-wrap; padding-left: 2ch; text-indent: -2ch }
      """;

  private Style() {}
}
