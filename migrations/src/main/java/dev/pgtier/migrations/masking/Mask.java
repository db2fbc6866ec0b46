package dev.pgtier.migrations.masking;

/** What stands in a column's place. */
public sealed interface Mask {
  /** As the configuration writes it, for people. */
  String words();

  /** Nothing. */
  record Null() implements Mask {
    @Override
    public String words() {
      return "null";
    }
  }

  /** A keyed hash of the value: equal for equal values, null for null. */
  record Hash() implements Mask {
    @Override
    public String words() {
      return "hash";
    }
  }

  /** One text for all rows, also where there was null. */
  record Constant(String text) implements Mask {
    @Override
    public String words() {
      return "constant";
    }
  }

  /** An expression over the row's columns; its names resolve in pg_catalog alone. */
  record Expression(String sql) implements Mask {
    @Override
    public String words() {
      return sql;
    }
  }
}
