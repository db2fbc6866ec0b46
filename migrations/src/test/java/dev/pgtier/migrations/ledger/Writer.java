package dev.pgtier.migrations.ledger;

import java.nio.file.Path;

/** Appends records for as long as it is asked to; a process of its own. */
final class Writer {
  private Writer() {}

  public static void main(String[] args) throws Exception {
    Ledger ledger = new Ledger(Path.of(args[0]));
    int count = Integer.parseInt(args[1]);
    for (int i = 0; i < count; i++) {
      System.out.println(ledger.append(Records.applied()).seq());
    }
  }
}
