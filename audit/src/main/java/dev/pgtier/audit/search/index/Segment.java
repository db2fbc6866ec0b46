package dev.pgtier.audit.search.index;

import java.nio.file.Path;

/** A stretch of the log as Parquet. */
record Segment(SegmentName name, Path path) {}
