package dev.pgtier.audit.search.index;

import dev.pgtier.audit.search.Progress;
import java.util.List;

/** The segments that there are, in their order, and what they leave out. */
record Stock(List<Segment> segments, Progress progress) {}
