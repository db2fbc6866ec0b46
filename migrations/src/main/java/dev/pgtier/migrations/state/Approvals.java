package dev.pgtier.migrations.state;

import dev.pgtier.audit.json.JsonBytes;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SigningKey;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord.Approved;
import dev.pgtier.migrations.ledger.LedgerRecord.Rejected;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import java.time.Instant;

/**
 * An approver's signature. It is over one JSON object without a blank, in UTF-8, whose fields stand
 * in this order:
 *
 * <pre>{"v":1,"type":"approval","file":…,"sha256":…,"validation":…,"approver":…,"key":…,
 * "signed":…,"expires":…}</pre>
 *
 * <p>A rejection's has {@code "type":"rejection"}, and {@code "reason"} in the place of {@code
 * "expires"}. {@code validation} is the hash of the validated record, so that all of it is signed:
 * the statements, the row ranges, the checks, the rollback file, the schema.
 */
public final class Approvals {
  private static final byte[] VERSION = JsonBytes.field("v");
  private static final byte[] TYPE = JsonBytes.field("type");
  private static final byte[] FILE = JsonBytes.field("file");
  private static final byte[] SHA256 = JsonBytes.field("sha256");
  private static final byte[] VALIDATION = JsonBytes.field("validation");
  private static final byte[] APPROVER = JsonBytes.field("approver");
  private static final byte[] KEY = JsonBytes.field("key");
  private static final byte[] SIGNED = JsonBytes.field("signed");
  private static final byte[] EXPIRES = JsonBytes.field("expires");
  private static final byte[] REASON = JsonBytes.field("reason");

  private Approvals() {}

  /** Signs a yes to what a validated record says. */
  public static Approved approve(
      LedgerEntry validation, String approver, SigningKey key, Instant signed, Instant expires) {
    Validated validated = validated(validation);
    Approved unsigned =
        new Approved(
            validated.file(),
            validated.sha256(),
            validation.hash(),
            approver,
            key.id(),
            signed,
            expires,
            "");
    return new Approved(
        unsigned.file(),
        unsigned.sha256(),
        unsigned.validation(),
        approver,
        key.id(),
        signed,
        expires,
        key.sign(text(unsigned)));
  }

  /** Signs a no. */
  public static Rejected reject(
      LedgerEntry validation, String approver, SigningKey key, Instant signed, String reason) {
    Validated validated = validated(validation);
    Rejected unsigned =
        new Rejected(
            validated.file(),
            validated.sha256(),
            validation.hash(),
            approver,
            key.id(),
            signed,
            reason,
            "");
    return new Rejected(
        unsigned.file(),
        unsigned.sha256(),
        unsigned.validation(),
        approver,
        key.id(),
        signed,
        reason,
        key.sign(text(unsigned)));
  }

  private static Validated validated(LedgerEntry entry) {
    if (entry.record() instanceof Validated validated) {
      return validated;
    }
    throw new IllegalArgumentException("record " + entry.seq() + " is no validation");
  }

  /** Whether one of these approvers, as the configuration has them, signed it. */
  public static boolean isSigned(Approved approved, ApprovalRules rules) {
    return isSigned(
        rules, approved.approver(), approved.key(), text(approved), approved.signature());
  }

  /** Whether one of these approvers, as the configuration has them, signed it. */
  public static boolean isSigned(Rejected rejected, ApprovalRules rules) {
    return isSigned(
        rules, rejected.approver(), rejected.key(), text(rejected), rejected.signature());
  }

  private static boolean isSigned(
      ApprovalRules rules, String name, String keyId, byte[] text, String signature) {
    return rules
        .approver(name)
        .filter(approver -> Keys.id(approver.key()).equals(keyId))
        .filter(approver -> Keys.isSigned(approver.key(), text, signature))
        .isPresent();
  }

  private static byte[] text(Approved approved) {
    return head(
            "approval",
            approved.file(),
            approved.sha256(),
            approved.validation(),
            approved.approver(),
            approved.key())
        .field(SIGNED, approved.signed().toString())
        .field(EXPIRES, approved.expires().toString())
        .raw('}')
        .toBytes();
  }

  private static byte[] text(Rejected rejected) {
    return head(
            "rejection",
            rejected.file(),
            rejected.sha256(),
            rejected.validation(),
            rejected.approver(),
            rejected.key())
        .field(SIGNED, rejected.signed().toString())
        .field(REASON, rejected.reason())
        .raw('}')
        .toBytes();
  }

  private static JsonBytes head(
      String type, String file, String sha256, String validation, String approver, String key) {
    return new JsonBytes()
        .raw('{')
        .field(VERSION, 1)
        .field(TYPE, type)
        .field(FILE, file)
        .field(SHA256, sha256)
        .field(VALIDATION, validation)
        .field(APPROVER, approver)
        .field(KEY, key);
  }
}
