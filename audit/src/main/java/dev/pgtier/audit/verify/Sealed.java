package dev.pgtier.audit.verify;

import dev.pgtier.audit.seal.Checkpoint;

/** A checkpoint and where it was read. */
record Sealed(Checkpoint checkpoint, String place) {
  long seq() {
    return checkpoint.seq();
  }
}
