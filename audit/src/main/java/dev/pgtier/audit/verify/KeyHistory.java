package dev.pgtier.audit.verify;

import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.Rotation;
import dev.pgtier.audit.seal.SignedLine;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which key signs from which record on, as far as the trusted key vouches for it: it may be any of
 * the keys that followed one another.
 */
final class KeyHistory {
  private final TreeMap<Long, PublicKey> keys = new TreeMap<>();

  /** The oldest key where only its id is known: then nothing that it signed is looked at. */
  private boolean firstUnknown;

  private KeyHistory() {}

  /** What came of putting the changes together. */
  record Read(KeyHistory history, Optional<Report.Finding> finding) {}

  /**
   * Puts changes of key together.
   *
   * @param rotations in the order of their records
   */
  static Read of(PublicKey trusted, List<Rotation> rotations) {
    KeyHistory history = new KeyHistory();
    boolean isTrusted = rotations.isEmpty();
    String current = rotations.isEmpty() ? Keys.id(trusted) : rotations.get(0).old();
    if (current.equals(Keys.id(trusted))) {
      history.keys.put(0L, trusted);
      isTrusted = true;
    } else {
      history.firstUnknown = true;
    }
    for (Rotation rotation : rotations) {
      PublicKey fresh = rotation.fresh().orElseThrow();
      PublicKey before = history.keys.isEmpty() ? null : history.keys.lastEntry().getValue();
      if (!rotation.old().equals(current) || (before != null && !rotation.isSignedByOld(before))) {
        return new Read(history, Optional.of(unsigned(rotation)));
      }
      history.keys.put(rotation.seq(), fresh);
      isTrusted |= Keys.id(fresh).equals(Keys.id(trusted));
      current = Keys.id(fresh);
    }
    return new Read(history, isTrusted ? Optional.empty() : Optional.of(unknown(trusted)));
  }

  private static Report.Finding unsigned(Rotation rotation) {
    return new Report.Finding(
        Report.Kind.SIGNATURE,
        rotation.seq(),
        "record " + rotation.seq(),
        "the change of key is not signed by the key before");
  }

  private static Report.Finding unknown(PublicKey trusted) {
    return new Report.Finding(
        Report.Kind.SIGNATURE,
        0,
        "the key",
        "key %s never signed this log".formatted(Keys.id(trusted)));
  }

  /** Whether the key that held at {@code seq} made this line. */
  boolean isSigned(SignedLine line, String key, long seq) {
    var entry = keys.floorEntry(seq);
    return entry != null
        && Keys.id(entry.getValue()).equals(key)
        && line.isSignedBy(entry.getValue());
  }

  /**
   * Whether what is sealed at {@code seq} is signed by a key whose public half nobody has given;
   * the change to a known key, which that one signs too, covers it.
   */
  boolean isBeforeKnown(long seq) {
    return firstUnknown && (keys.isEmpty() || seq < keys.firstKey());
  }
}
