package dev.pgtier.cli.check;

import java.util.List;
import java.util.Map;

/**
 * What a server says of one role of its: what it is, and what it could act as and do. Names are as
 * SQL writes them, quoted where needed, unless it says plain.
 *
 * @param user the role's plain name
 * @param role the role's name
 * @param owner of the database
 * @param keeper who owns most tables and is neither a superuser nor a role that this one can act
 *     as; may be empty
 * @param bootstrap the superuser that initdb made
 * @param rowSecurity how many tables have row security
 * @param roles by plain name: the role itself, and those it can act as
 * @param memberships between {@code roles}
 * @param grants to {@code roles} and to PUBLIC, without those to an object's owner
 * @param columns by {@code schema.relation} (plain), of relations of which the tier denies columns
 */
public record Facts(
    String version,
    String database,
    String user,
    String role,
    String owner,
    String keeper,
    String bootstrap,
    int preparedTransactions,
    boolean largeObjectsUnchecked,
    int rowSecurity,
    Map<String, Role> roles,
    List<Membership> memberships,
    List<Grant> grants,
    List<Owned> owned,
    List<Mapping> mappings,
    List<Setting> settings,
    Map<String, List<Column>> columns) {

  public Facts {
    roles = Map.copyOf(roles);
    memberships = List.copyOf(memberships);
    grants = List.copyOf(grants);
    owned = List.copyOf(owned);
    mappings = List.copyOf(mappings);
    settings = List.copyOf(settings);
    columns = Map.copyOf(columns);
  }

  /** Attributes of pg_roles. */
  public record Role(
      String name,
      boolean superuser,
      boolean createRole,
      boolean createDatabase,
      boolean replication,
      boolean bypassRowSecurity) {}

  /**
   * That {@code member} is in {@code role}; both plain.
   *
   * @param grantor empty where a REVOKE needs not name it
   */
  public record Membership(
      String member, String role, boolean admin, boolean inherit, boolean set, String grantor) {}

  /**
   * One privilege on one object.
   *
   * @param kind table (all that is like one), column, sequence, schema, database, …, or default
   * @param schema plain; empty where the object is in none
   * @param plain the object's name; of a column, {@code relation.column}
   * @param name with its schema; of a column, its relation's; of a default, the role that will own
   * @param column of a column, its name; of a default, its schema
   * @param grantee plain; empty for PUBLIC
   * @param grantor empty for the object's owner
   * @param note of a function, why it is of interest
   */
  public record Grant(
      String kind,
      String schema,
      String plain,
      String name,
      String column,
      String grantee,
      String privilege,
      boolean grantable,
      String grantor,
      String note) {}

  /**
   * An object that belongs to a role.
   *
   * @param type as pg_identify_object says it
   * @param owner plain
   * @param definer whether it is a function that runs with its owner's rights
   */
  public record Owned(String type, String schema, String name, String owner, boolean definer) {}

  /**
   * A log-in at a foreign server.
   *
   * @param user plain; empty for PUBLIC
   */
  public record Mapping(String server, String user) {}

  /**
   * A setting that sessions begin with.
   *
   * @param database empty for all
   * @param role empty for all
   */
  public record Setting(String database, String role, String name, String value) {}

  /** A column by its plain name and as SQL writes it. */
  public record Column(String plain, String name) {}

  /** The name as SQL writes it; empty stands for PUBLIC. */
  String sqlName(String plainRole) {
    Role known = roles.get(plainRole);
    return plainRole.isEmpty() ? "PUBLIC" : known == null ? plainRole : known.name();
  }

  /** Who should own what the role owns: who owns most of the rest, or the database. */
  String heir() {
    boolean own = roles.values().stream().anyMatch(r -> r.name().equals(owner));
    return !keeper.isEmpty() ? keeper : own ? bootstrap : owner;
  }
}
