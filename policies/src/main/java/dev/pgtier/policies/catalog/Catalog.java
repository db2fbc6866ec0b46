package dev.pgtier.policies.catalog;

import dev.pgtier.policies.analysis.QualifiedName;
import java.util.List;
import java.util.Optional;

/** A server's catalogue at one moment. Answers must not change. */
public interface Catalog {
  /**
   * Whether it has every function, operator, type and relation of a database, rather than
   * PostgreSQL's own.
   */
  boolean complete();

  /** Every overload of every schema. */
  List<FunctionFacts> functions(String name);

  /** Every overload of every schema. */
  List<OperatorFacts> operators(String name);

  /** The type of that name, which has to be with its schema. */
  Optional<TypeFacts> type(QualifiedName name);

  /** The name of a type that PostgreSQL did not bring, by its number. */
  Optional<QualifiedName> typeOf(long oid);

  /** The relation of that name, which has to be with its schema. */
  Optional<RelationFacts> relation(QualifiedName name);

  /**
   * Functions of casts between two types of pg_catalog, or that compare values of one, that
   * PostgreSQL did not bring.
   */
  List<Routine> systemCasts();
}
