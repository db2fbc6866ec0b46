package dev.pgtier.migrations.report;

import java.util.List;
import java.util.function.UnaryOperator;

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
    out.append("<p>");
    anchor(page, text);
    out.append("</p>");
    return this;
  }

  private void anchor(String page, String text) {
    out.append("<a href=\"").append(escape(page)).append("\">").append(escape(text));
    out.append("</a>");
  }

  /** A list; nothing at all without items. */
  Html list(String title, String style, List<String> items) {
    return list(title, style, items, item -> "");
  }

  /** The same, each item in a style of its own. */
  Html list(String title, String style, List<String> items, UnaryOperator<String> styles) {
    if (items.isEmpty()) {
      return this;
    }
    heading(2, title);
    out.append("<ul class=\"").append(style).append("\">");
    items.forEach(item -> element("li", styles.apply(item), item));
    out.append("</ul>");
    return this;
  }

  /** A table; nothing at all without rows. A row's first value is its style. */
  Html table(String title, List<Column> columns, List<List<String>> rows) {
    return table(title, columns, rows, false);
  }

  /** The same, in which each row's second value, shown first, is the name of a page. */
  Html linkTable(List<Column> columns, List<List<String>> rows) {
    return table("", columns, rows, true);
  }

  private Html table(String title, List<Column> columns, List<List<String>> rows, boolean linked) {
    if (rows.isEmpty()) {
      return this;
    }
    if (!title.isEmpty()) {
      heading(2, title);
    }
    out.append("<div class=\"scroll\"><table><thead><tr>");
    columns.forEach(column -> element("th", column.style(), column.title()));
    out.append("</tr></thead><tbody>");
    for (List<String> row : rows) {
      out.append("<tr class=\"").append(escape(row.get(0))).append("\">");
      for (int i = 0; i < columns.size(); i++) {
        String value = row.get(i + 1);
        if (linked && i == 0) {
          out.append("<td class=\"").append(columns.get(i).style()).append("\">");
          anchor(value, value);
          out.append("</td>");
        } else {
          element("td", columns.get(i).style(), value);
        }
      }
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
