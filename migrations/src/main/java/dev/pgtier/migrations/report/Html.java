package dev.pgtier.migrations.report;

import java.util.List;

/** HTML in which a text is always a text: there is no way to put markup in. */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /** A whole page, whose style is a file beside it. */
  static String page(String title, Html body) {
    return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
        + escape(title)
        + "</title><meta name=\"viewport\" content=\"width=device-width\">"
        + "<link rel=\"stylesheet\" href=\"style.css\"></head><body><main>"
        + body.out
        + "</main></body></html>";
  }

  Html heading(int level, String text) {
    return element("h" + level, "", text);
  }

  Html paragraph(String style, String text) {
    return element("p", style, text);
  }

  /** A link to a page of the same folder. */
  Html link(String page, String text) {
    out.append("<p><a href=\"").append(escape(page)).append("\">").append(escape(text));
    out.append("</a></p>");
    return this;
  }

  /** A list; nothing at all without items. */
  Html list(String title, String style, List<String> items) {
    if (items.isEmpty()) {
      return this;
    }
    heading(2, title);
    out.append("<ul class=\"").append(style).append("\">");
    items.forEach(item -> element("li", "", item));
    out.append("</ul>");
    return this;
  }

  /** A table; nothing at all without rows. A row's first value is its style. */
  Html table(String title, List<String> columns, List<List<String>> rows) {
    return table(title, columns, rows, false);
  }

  /** The same, in which each row's second value, shown first, is the name of a page. */
  Html linkTable(List<String> columns, List<List<String>> rows) {
    return table("", columns, rows, true);
  }

  private Html table(String title, List<String> columns, List<List<String>> rows, boolean linked) {
    if (rows.isEmpty()) {
      return this;
    }
    if (!title.isEmpty()) {
      heading(2, title);
    }
    out.append("<div class=\"scroll\"><table><thead><tr>");
    columns.forEach(column -> element("th", "", column));
    out.append("</tr></thead><tbody>");
    for (List<String> row : rows) {
      out.append("<tr class=\"").append(escape(row.get(0))).append("\">");
      if (linked) {
        out.append("<td>");
        link(row.get(1), row.get(1));
        out.append("</td>");
      }
      row.subList(linked ? 2 : 1, row.size()).forEach(value -> element("td", "", value));
      out.append("</tr>");
    }
    out.append("</tbody></table></div>");
    return this;
  }

  private Html element(String tag, String style, String text) {
    out.append('<').append(tag);
    if (!style.isEmpty()) {
      out.append(" class=\"").append(style).append('"');
    }
    out.append('>').append(escape(text)).append("</").append(tag).append('>');
    return this;
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
