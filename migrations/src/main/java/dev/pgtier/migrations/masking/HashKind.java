package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.Sql;
import java.util.Map;
import java.util.Optional;

/**
 * How values of one type are hashed. Columns of one kind give equal hashes for equal values, so
 * that keys still meet.
 *
 * @param form the calculation
 * @param size letters of a text, bits of half an integer
 */
record HashKind(Form form, int size) {
  enum Form {
    TEXT,
    /** Equality does not look at case. */
    CITEXT,
    INTEGER,
    UUID,
    BYTEA
  }

  private static final int TEXT_LETTERS = 32;

  /** What a type modifier of varchar and char adds to the length. */
  private static final int TYPMOD_EXTRA = 4;

  private static final Map<String, HashKind> KINDS =
      Map.of(
          "text", new HashKind(Form.TEXT, TEXT_LETTERS),
          "varchar", new HashKind(Form.TEXT, TEXT_LETTERS),
          "bpchar", new HashKind(Form.TEXT, TEXT_LETTERS),
          "citext", new HashKind(Form.CITEXT, TEXT_LETTERS),
          "int2", new HashKind(Form.INTEGER, 8),
          "int4", new HashKind(Form.INTEGER, 16),
          "int8", new HashKind(Form.INTEGER, 32),
          "uuid", new HashKind(Form.UUID, 0),
          "bytea", new HashKind(Form.BYTEA, 0));

  /**
   * The setting that holds the key while the session lasts. The server makes it up itself, so that
   * it is in no statement and no log; nobody can ask for it afterwards.
   */
  static final String MAKE_KEY =
      "SELECT pg_catalog.set_config('pgtier.mask_key', pg_catalog.encode(pg_catalog.sha256("
          + "pg_catalog.convert_to(pg_catalog.gen_random_uuid()::text || pg_catalog.gen_random_uuid()::text, 'UTF8')),"
          + " 'hex'), false) IS NOT NULL";

  /**
   * A permutation of the integers of a width, within those of one sign: a Feistel network of six
   * rounds over the bits, walked on until the sign bit is clear again.
   */
  static final String MAKE_PERMUTE =
      """
      CREATE FUNCTION pg_temp.pgtier_permute(value bigint, half integer) RETURNS bigint
      LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog AS $permute$
      DECLARE
        key text := current_setting('pgtier.mask_key');
        low bigint := (1::bigint << half) - 1;
        x bigint := CASE WHEN value < 0 THEN -(value + 1) ELSE value END;
        l bigint;
        r bigint;
        f bigint;
      BEGIN
        LOOP
          l := (x >> half) & low;
          r := x & low;
          FOR round IN 1..6 LOOP
            f := ('x' || substr(encode(sha256(convert_to(
                   key || ':' || half || ':' || round || ':' || r, 'UTF8')), 'hex'), 1, 8))::bit(32)::bigint & low;
            f := l # f;
            l := r;
            r := f;
          END LOOP;
          x := (l << half) | r;
          EXIT WHEN x >> (2 * half - 1) = 0;
        END LOOP;
        RETURN CASE WHEN value < 0 THEN -x - 1 ELSE x END;
      END
      $permute$
      """;

  /**
   * The kind of a type; empty for a type that has none.
   *
   * @param type its name in pg_type, of a domain the one below
   * @param typmod as pg_attribute has it, -1 for none
   */
  static Optional<HashKind> of(String type, int typmod) {
    HashKind kind = KINDS.get(type);
    if (kind != null && kind.form() == Form.TEXT && typmod > TYPMOD_EXTRA) {
      int room = typmod - TYPMOD_EXTRA;
      return Optional.of(new HashKind(Form.TEXT, Math.min(room, TEXT_LETTERS)));
    }
    return Optional.ofNullable(kind);
  }

  /** The hash of a column's value, before the cast to the column's type. */
  String expression(String column) {
    String name = Sql.name(column);
    return switch (form) {
      case TEXT -> "left(" + hex(name + "::text") + ", " + size + ")";
      case CITEXT -> "left(" + hex("lower(" + name + "::text)") + ", " + size + ")";
      case UUID -> "left(" + hex(name + "::text") + ", 32)";
      case INTEGER -> "pg_temp.pgtier_permute(" + name + ", " + size + ")";
      case BYTEA ->
          "sha256(convert_to(current_setting('pgtier.mask_key'), 'UTF8') || " + name + ")";
    };
  }

  private static String hex(String text) {
    return "encode(sha256(convert_to(current_setting('pgtier.mask_key') || ':' || "
        + text
        + ", 'UTF8')), 'hex')";
  }
}
