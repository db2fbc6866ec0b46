package dev.pgtier.parser.outliner;

import java.util.BitSet;

/**
 * Where a branch can go.
 *
 * @param live locals that are live there
 * @param results how many values the branch carries
 */
record Label(BitSet live, int results) {}
