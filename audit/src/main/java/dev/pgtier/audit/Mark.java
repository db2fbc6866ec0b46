package dev.pgtier.audit;

/** Where the chain stands: what a checkpoint is made of. */
record Mark(AppendFile file, long seq, String hash) {}
