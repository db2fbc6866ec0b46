package dev.pgtier.policies.analysis;

import java.util.List;

/** A text that PostgreSQL reads: its statements, none where there are only blanks and comments. */
public record Script(List<StatementAnalysis> statements) implements Reading {
  public Script {
    statements = List.copyOf(statements);
  }
}
