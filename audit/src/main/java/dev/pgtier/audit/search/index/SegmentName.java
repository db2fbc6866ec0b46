package dev.pgtier.audit.search.index;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes of which file a segment stands for: {@code
 * audit-0000000000000001.ID.FROM-TO.LAST.v2.parquet}. ID begins the hash of the file's first
 * record, so that another log's file of the same name is not taken for this one; LAST begins the
 * hash of the last record within.
 *
 * @param first the number that names the file
 * @param to the byte after the last
 */
record SegmentName(long first, String id, long from, long to, String last) {
  static final int VERSION = 2;
  static final int LETTERS = 16;

  private static final Pattern FORM =
      Pattern.compile(
          "audit-(\\d{16})\\.([0-9a-f]{16})\\.(\\d{1,18})-(\\d{1,18})\\.([0-9a-f]{16})\\.v"
              + VERSION
              + "\\.parquet");

  static Optional<SegmentName> of(Path path) {
    Matcher found = FORM.matcher(path.getFileName().toString());
    return found.matches()
        ? Optional.of(
            new SegmentName(
                Long.parseLong(found.group(1)),
                found.group(2),
                Long.parseLong(found.group(3)),
                Long.parseLong(found.group(4)),
                found.group(5)))
        : Optional.empty();
  }

  String text() {
    return "audit-%016d.%s.%d-%d.%s.v%d.parquet".formatted(first, id, from, to, last, VERSION);
  }
}
