package dev.pgtier.audit.verify;

import dev.pgtier.audit.chain.Fault;
import dev.pgtier.audit.chain.Hashes;
import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.chain.Scan;
import dev.pgtier.audit.chain.Special;
import dev.pgtier.audit.seal.Stub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows the chain from file to file, up to the first fault. */
final class Walk {
  private final List<Stub> stubs;
  private final long[] asked;
  private final List<Special> specials = new ArrayList<>();
  private final Map<Long, String> hashes = new HashMap<>();
  private Optional<Report.Finding> finding = Optional.empty();
  private long records;
  private long first;
  private long last;
  private String lastHash;
  private boolean begun;

  Walk(List<Stub> stubs, List<Sealed> checkpoints) {
    this.stubs = stubs;
    this.asked = checkpoints.stream().mapToLong(Sealed::seq).distinct().toArray();
  }

  /**
   * What came of reading a file.
   *
   * @param scan null where it could not be read
   */
  record Looked(Scan scan, IOException error) {}

  /** Numbers of the records whose hashes are wanted, in ascending order. */
  long[] asked() {
    return asked;
  }

  boolean holds() {
    return finding.isEmpty();
  }

  void find(Report.Finding found) {
    finding = Optional.of(found);
  }

  /** Takes the next file, in the order of their names. */
  void file(LogFile file, Looked looked) {
    if (!begun) {
      begin(file);
    }
    if (looked.scan() == null) {
      find(
          new Report.Finding(
              Report.Kind.UNREADABLE,
              last + 1,
              file.name(),
              "record %d and those after it cannot be read: %s"
                  .formatted(last + 1, looked.error().getMessage())));
      return;
    }
    Scan scan = looked.scan();
    if (file.first() != last + 1 || scan.records() > 0) {
      long number = scan.records() > 0 ? scan.first() : file.first();
      if (number != last + 1 || !follows(scan)) {
        find(misplaced(file.name() + ", line 1", number));
        return;
      }
    }
    take(scan);
    if (scan.fault() != null) {
      fault(file, scan.fault());
    } else if (file.first() != last + 1 - scan.records()) {
      find(
          new Report.Finding(
              Report.Kind.OUT_OF_PLACE,
              file.first(),
              file.name(),
              "the file has not the name of its first record"));
    }
  }

  private boolean follows(Scan scan) {
    return scan.records() > 0 && scan.firstPrev().equals(lastHash);
  }

  /** The chain begins with record 1, or behind what retention deleted. */
  private void begin(LogFile file) {
    begun = true;
    lastHash = Hashes.NONE;
    for (Stub stub : stubs) {
      if (stub.last() < file.first() && stub.first() == last + 1) {
        last = stub.last();
        lastHash = stub.hash();
      }
    }
    first = last + 1;
  }

  private void take(Scan scan) {
    if (scan.records() == 0) {
      return;
    }
    records += scan.records();
    last = scan.last();
    lastHash = scan.lastHash();
    specials.addAll(scan.specials());
    hashes.putAll(scan.asked());
  }

  private void fault(LogFile file, Fault fault) {
    String place = "%s, line %d".formatted(file.name(), fault.line());
    long record = last + 1;
    switch (fault.kind()) {
      case NO_RECORD ->
          find(
              new Report.Finding(
                  Report.Kind.CHANGED, record, place, "record %d is no record".formatted(record)));
      case CHANGED ->
          find(
              new Report.Finding(
                  Report.Kind.CHANGED,
                  record,
                  place,
                  "record %d was changed: its hash is not that of its bytes".formatted(record)));
      case NOT_NEXT -> find(misplaced(place, fault.found()));
      case CUT ->
          find(
              new Report.Finding(
                  Report.Kind.CUT_OFF,
                  record,
                  place,
                  "record %d is cut off within its line".formatted(record)));
    }
  }

  /** A whole record with this number stands where the next one should. */
  private Report.Finding misplaced(String place, long found) {
    long next = last + 1;
    if (found > next) {
      String which =
          found == next + 1
              ? "record %d is missing".formatted(next)
              : "records %d to %d are missing".formatted(next, found - 1);
      return new Report.Finding(Report.Kind.MISSING, next, place, which);
    }
    if (found < next) {
      return new Report.Finding(
          Report.Kind.OUT_OF_PLACE,
          found,
          place,
          "record %d stands where record %d belongs: it was repeated, inserted or moved"
              .formatted(found, next));
    }
    // Both are whole by themselves, so that the hash of one of them was made anew.
    long changed = Math.max(first, last);
    return new Report.Finding(
        Report.Kind.REPLACED,
        changed,
        place,
        "record %d does not follow record %d: one of them was replaced".formatted(found, last));
  }

  Optional<Report.Finding> finding() {
    return finding;
  }

  List<Special> specials() {
    return specials;
  }

  /** The hash of a record that was asked for, or null. */
  String hash(long seq) {
    return hashes.get(seq);
  }

  long records() {
    return records;
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }
}
