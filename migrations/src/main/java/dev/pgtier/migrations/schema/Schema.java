package dev.pgtier.migrations.schema;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * All objects of a database's schema but those of PostgreSQL and of its extensions, in a fixed
 * order.
 *
 * <p>The fingerprint counts what a migration's outcome depends on. It leaves out what differs
 * between production and its clone by design: owners, grants, default privileges, the roles of
 * policies, publications, and indexes that are not valid, which no dump holds. A difference shows
 * these too.
 */
public record Schema(List<SchemaObject> objects) {
  public Schema {
    objects = objects.stream().sorted().toList();
  }

  /** The rows of the query that reads a schema. */
  public static Schema of(List<List<String>> rows) {
    return new Schema(rows.stream().map(SchemaObject::of).toList());
  }

  /** SHA-256 in hexadecimal. */
  public String fingerprint() {
    return fingerprint(Set.of());
  }

  /**
   * The fingerprint without some tables and what belongs to them.
   *
   * @param without qualified names, such as {@code public.flyway_schema_history}
   */
  public String fingerprint(Collection<String> without) {
    MessageDigest digest = sha256();
    for (SchemaObject object : objects) {
      if (object.counted() && object.relation().filter(without::contains).isEmpty()) {
        add(digest, object.kind());
        add(digest, object.name());
        add(digest, object.definition());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What has changed from this schema to {@code after}. */
  public SchemaDiff diff(Schema after) {
    return SchemaDiff.between(this, after);
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
