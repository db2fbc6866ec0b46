package dev.pgtier.parser.outliner;

/**
 * How finely functions are cut, in bytes of JVM bytecode as {@link Cost} estimates them.
 *
 * @param target functions above this are cut down to it
 * @param largestPiece that is made a function of its own
 * @param smallestPiece that is worth it
 * @param fewestCases of a switch that is split into groups
 * @param casesInGroup of a split switch
 */
record Sizes(int target, int largestPiece, int smallestPiece, int fewestCases, int casesInGroup) {
  /** So that methods stay below the 8,000 bytes beyond which HotSpot does not compile them. */
  static final Sizes HOTSPOT = new Sizes(7_000, 6_000, 30, 256, 128);
}
