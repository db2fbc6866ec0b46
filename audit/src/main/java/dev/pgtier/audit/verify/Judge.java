package dev.pgtier.audit.verify;

import dev.pgtier.audit.chain.Special;
import dev.pgtier.audit.seal.Checkpoint;
import dev.pgtier.audit.seal.Rotation;
import dev.pgtier.audit.seal.Stub;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds what is signed against the chain as it was read. */
final class Judge {
  private final PublicKey trusted;
  private final List<Stub> stubs;
  private final List<Sealed> checkpoints;
  private final Walk walk;
  private long sealed;

  Judge(PublicKey trusted, List<Stub> stubs, List<Sealed> checkpoints, Walk walk) {
    this.trusted = trusted;
    this.stubs = stubs;
    this.checkpoints = checkpoints;
    this.walk = walk;
  }

  Report report() {
    Optional<Report.Finding> finding = finding();
    Report.Status status =
        finding.isPresent()
            ? Report.Status.BROKEN
            : sealed < walk.last() ? Report.Status.UNSEALED : Report.Status.WHOLE;
    long deleted = walk.first() == 0 ? 0 : walk.first() - 1;
    return new Report(
        status,
        finding,
        walk.records(),
        walk.records() == 0 ? 0 : walk.first(),
        walk.last(),
        sealed,
        deleted);
  }

  /** The fault of the chain, unless something signed shows one before it. */
  private Optional<Report.Finding> finding() {
    KeyHistory.Read read = KeyHistory.of(trusted, rotations());
    Optional<Report.Finding> seals =
        read.finding()
            .or(() -> checkStubs(read.history()))
            .or(() -> checkCheckpoints(read.history()));
    if (walk.holds()) {
      return seals;
    }
    Report.Finding fault = walk.finding().orElseThrow();
    return seals
        .filter(found -> found.record() > 0 && found.record() < fault.record())
        .or(() -> Optional.of(fault));
  }

  /** Also those that stood in deleted files. */
  private List<Rotation> rotations() {
    List<Rotation> rotations = new ArrayList<>();
    stubs.stream()
        .filter(stub -> stub.last() < walk.first())
        .forEach(stub -> rotations.addAll(stub.rotations()));
    walk.specials().stream()
        .filter(special -> special.event().equals(Special.KEY_ROTATED))
        .forEach(special -> Rotation.of(special.text()).ifPresent(rotations::add));
    return rotations;
  }

  private Optional<Report.Finding> checkStubs(KeyHistory keys) {
    for (Stub stub : stubs) {
      String place = "the stub of " + stub.file();
      if (!keys.isBeforeKnown(stub.record())
          && !keys.isSigned(stub.line(), stub.key(), stub.record())) {
        return Optional.of(
            new Report.Finding(
                Report.Kind.SIGNATURE, stub.first(), place, "it is not signed by the log's key"));
      }
      if (stub.record() > walk.last() && walk.holds()) {
        return Optional.of(cutOff(stub.record(), place));
      }
    }
    return Optional.empty();
  }

  private Optional<Report.Finding> checkCheckpoints(KeyHistory keys) {
    for (Sealed one : checkpoints) {
      Checkpoint checkpoint = one.checkpoint();
      long seq = checkpoint.seq();
      if (keys.isBeforeKnown(seq)) {
        continue;
      }
      if (seq > walk.last() && !walk.holds()) {
        return Optional.empty();
      }
      if (!keys.isSigned(checkpoint.line(), checkpoint.key(), seq)) {
        return Optional.of(
            new Report.Finding(
                Report.Kind.SIGNATURE,
                seq,
                one.place(),
                "the checkpoint at record %d is not signed by the key that held there"
                    .formatted(seq)));
      }
      if (seq > walk.last()) {
        return Optional.of(cutOff(seq, one.place()));
      }
      if (seq >= walk.first() && !checkpoint.hash().equals(walk.hash(seq))) {
        return Optional.of(replaced(seq, one.place()));
      }
      sealed = seq;
    }
    return Optional.empty();
  }

  private Report.Finding cutOff(long seq, String place) {
    return new Report.Finding(
        Report.Kind.CUT_OFF,
        walk.last() + 1,
        place,
        "the log ends at record %d, but record %d was sealed: the records from %d on are cut off"
            .formatted(walk.last(), seq, walk.last() + 1));
  }

  private Report.Finding replaced(long seq, String place) {
    long from = Math.max(sealed + 1, walk.first());
    return new Report.Finding(
        Report.Kind.REPLACED,
        from,
        place,
        "records %d to %d are not those that were sealed: at least one of them was replaced"
            .formatted(from, seq));
  }
}
