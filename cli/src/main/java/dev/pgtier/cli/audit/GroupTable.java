package dev.pgtier.cli.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.pgtier.audit.export.Times;
import dev.pgtier.audit.search.Field;
import dev.pgtier.audit.search.Group;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Counts by a field, a line each. */
final class GroupTable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final int MOST = 48;

  private final Screen screen;
  private final Field field;
  private final int width;

  GroupTable(Screen screen, Field field, List<Group> groups) {
    this.screen = screen;
    this.field = field;
    this.width =
        Math.min(
            MOST,
            groups.stream()
                .mapToInt(group -> Shown.width(Shown.line(group.value())))
                .reduce(field.key().length(), Math::max));
  }

  String head() {
    return screen.paint(
        "%10s  %10s  %-19s  %s  %s"
            .formatted(
                "COUNT",
                "DENIED",
                "LAST (UTC)",
                Shown.pad(field.key().toUpperCase(Locale.ROOT), width),
                field == Field.SHAPE ? "NEWEST SQL" : "")
            .stripTrailing(),
        Screen.Tone.HEAD);
  }

  String line(Group group) {
    String start =
        "%,10d  %,10d  %s  %s"
            .formatted(
                group.count(),
                group.denied(),
                TIME.format(group.last()),
                Shown.pad(Shown.cut(Shown.line(group.value()), width), width));
    if (field != Field.SHAPE || group.sample() == null) {
      return start.stripTrailing();
    }
    int room = Math.max(8, screen.width() - Shown.width(start) - 2);
    return start + "  " + Shown.cut(Shown.line(group.sample()), room);
  }

  static String json(Group group) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("value", group.value())
        .put("count", group.count())
        .put("denied", group.denied())
        .put("first", Times.iso(group.first()))
        .put("last", Times.iso(group.last()))
        .put("sample", group.sample())
        .toString();
  }
}
