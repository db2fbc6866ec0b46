package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code migrations.masking}: what a clone shows of each column. */
final class MaskingReader {
  static final Keys MASK = Keys.of("a mask", "constant");

  private static final Pattern COLUMN = Pattern.compile("[^.\\s]+\\.[^.\\s]+\\.[^.\\s]+");

  private MaskingReader() {}

  static Map<String, Migrations.Mask> read(Value value) {
    Map<String, Migrations.Mask> masks = new LinkedHashMap<>();
    for (Value.Named entry : value.named()) {
      Optional<String> column =
          entry.key().text(COLUMN, "a column: schema.table.column, as in public.customers.email");
      Optional<Migrations.Mask> mask = mask(entry.value());
      column.ifPresent(name -> mask.ifPresent(how -> masks.put(name, how)));
    }
    return masks;
  }

  private static Optional<Migrations.Mask> mask(Value value) {
    if (value.isNull()) {
      return Optional.of(new Migrations.Mask.Null());
    }
    if (value.tree() instanceof Map) {
      return value.section(MASK).required("constant").anyText().map(Migrations.Mask.Constant::new);
    }
    return value
        .text()
        .map(
            text ->
                text.equals("hash")
                    ? new Migrations.Mask.Hash()
                    : new Migrations.Mask.Expression(text));
  }
}
