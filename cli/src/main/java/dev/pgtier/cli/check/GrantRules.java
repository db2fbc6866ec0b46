package dev.pgtier.cli.check;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import java.util.Optional;

/** Which grants are more than a tier's statements need. */
final class GrantRules {
  /** A kind of excess: grants of one kind make one finding. */
  enum Kind {
    TABLE_WRITE(Area.TABLES, "may write to %d table(s)"),
    SEQUENCE_WRITE(Area.TABLES, "may move %d sequence(s)"),
    WITHHELD(Area.WITHHELD, "may read %d relation(s) that the tier denies"),
    PLACE(Area.PLACES, "may make objects in %d place(s)"),
    LARGE_OBJECT(Area.LARGE_OBJECTS, "may write to %d large object(s)"),
    FOREIGN(Area.FOREIGN, "may make tables and log-ins of %d foreign server(s) or wrapper(s)"),
    SUPERUSER_FUNCTION(
        Area.FUNCTIONS, "may run %d function(s) with a superuser's rights (SECURITY DEFINER)"),
    DEFINER_FUNCTION(
        Area.FUNCTIONS, "may run %d function(s) with their owner's rights (SECURITY DEFINER)"),
    UNTRUSTED_FUNCTION(
        Area.FUNCTIONS, "may run %d function(s) whose language reaches the machine (not trusted)"),
    DBLINK(Area.FUNCTIONS, "may connect to other servers by %d function(s)"),
    DENIED_FUNCTION(
        Area.FUNCTIONS, "may call %d function(s) that the tier denies and a server gives nobody"),
    GUARDED_FUNCTION(Area.FUNCTIONS, "may call %d function(s) that a server gives nobody"),
    ALTER_SYSTEM(Area.PARAMETERS, "may change %d parameter(s) of the whole server"),
    SET_PARAMETER(Area.PARAMETERS, "was given the right to change %d parameter(s)"),
    DEFAULT(Area.DEFAULTS, "will be given more than reading on what %d role(s) make later");

    private final Area area;
    private final String what;

    Kind(Area area, String what) {
      this.area = area;
      this.what = what;
    }

    Area area() {
      return area;
    }

    /** To be read behind the role's name. */
    String what(int objects) {
      return what.formatted(objects);
    }
  }

  /** A grant and why it is too much. */
  record Judged(Facts.Grant grant, Kind kind, Severity severity) {}

  private final Tier tier;
  private final Withheld withheld;

  GrantRules(Tier tier) {
    this.tier = tier;
    this.withheld = new Withheld(tier);
  }

  /** Empty where the tier may need it. */
  Optional<Judged> judge(Facts.Grant grant) {
    return kind(grant)
        .filter(kind -> tier.mode() != Mode.APPROVED_MIGRATIONS || kind == Kind.ALTER_SYSTEM)
        .map(kind -> new Judged(grant, kind, RoleRules.severity(tier, severity(kind))));
  }

  private static Severity severity(Kind kind) {
    return switch (kind) {
      case WITHHELD, DENIED_FUNCTION, ALTER_SYSTEM -> Severity.ERROR;
      case TABLE_WRITE,
          SEQUENCE_WRITE,
          PLACE,
          LARGE_OBJECT,
          FOREIGN,
          SUPERUSER_FUNCTION,
          DEFINER_FUNCTION,
          UNTRUSTED_FUNCTION,
          DBLINK,
          GUARDED_FUNCTION,
          SET_PARAMETER,
          DEFAULT ->
          Severity.WARNING;
    };
  }

  private Optional<Kind> kind(Facts.Grant grant) {
    return switch (grant.kind()) {
      case "table", "column" -> relation(grant);
      case "sequence" ->
          when(!grant.privilege().equals("SELECT") && !may(Effect.WRITE), Kind.SEQUENCE_WRITE);
      case "schema", "tablespace" -> when(!may(Effect.DDL), Kind.PLACE);
      case "database" ->
          when(
              !may(Effect.DDL) && !(grant.privilege().equals("TEMPORARY") && may(Effect.WRITE)),
              Kind.PLACE);
      case "large object" ->
          when(grant.privilege().equals("UPDATE") && !may(Effect.WRITE), Kind.LARGE_OBJECT);
      case "foreign server", "foreign data wrapper" -> when(!may(Effect.DDL), Kind.FOREIGN);
      case "function" -> function(grant);
      case "parameter" ->
          grant.privilege().equals("ALTER SYSTEM")
              ? Optional.of(Kind.ALTER_SYSTEM)
              : when(tier.mode() == Mode.READ_ONLY, Kind.SET_PARAMETER);
      case "default" -> future(grant);
      default -> throw new AssertionError(grant.kind());
    };
  }

  private Optional<Kind> relation(Facts.Grant grant) {
    if (grant.privilege().equals("SELECT")) {
      String[] parts = grant.plain().split("\\.", 2);
      boolean denied =
          grant.kind().equals("column")
              ? withheld.relation(grant.schema(), parts[0])
                  || withheld.columns(grant.schema(), parts[0]).contains(parts[1])
              : withheld.relation(grant.schema(), grant.plain())
                  || !withheld.columns(grant.schema(), grant.plain()).isEmpty();
      return when(denied, Kind.WITHHELD);
    }
    return when(!needed(grant.privilege()), Kind.TABLE_WRITE);
  }

  private boolean needed(String privilege) {
    return switch (privilege) {
      case "REFERENCES", "TRIGGER", "CREATE" -> may(Effect.DDL);
      case "MAINTAIN" -> may(Effect.MAINTENANCE);
      default -> may(Effect.WRITE);
    };
  }

  private Optional<Kind> future(Facts.Grant grant) {
    boolean reads =
        grant.privilege().equals("SELECT")
            || (grant.privilege().equals("USAGE") && grant.plain().equals("SCHEMAS"));
    return when(!reads && !needed(grant.privilege()), Kind.DEFAULT);
  }

  private Optional<Kind> function(Facts.Grant grant) {
    boolean reading = tier.mode() == Mode.READ_ONLY;
    return switch (grant.note()) {
      case "superuser" -> Optional.of(Kind.SUPERUSER_FUNCTION);
      // A trigger's function cannot be called; who may make tables can have it called.
      case "superuser trigger" -> when(may(Effect.DDL), Kind.SUPERUSER_FUNCTION);
      case "trigger" -> Optional.empty();
      case "definer" -> when(reading, Kind.DEFINER_FUNCTION);
      case "untrusted" -> Optional.of(Kind.UNTRUSTED_FUNCTION);
      case "dblink" -> when(reading, Kind.DBLINK);
      default ->
          Withheld.matches(tier.functions().deny(), grant.schema() + "." + grant.plain())
              ? Optional.of(Kind.DENIED_FUNCTION)
              : when(reading, Kind.GUARDED_FUNCTION);
    };
  }

  private boolean may(Effect effect) {
    return tier.effects().contains(effect);
  }

  private static Optional<Kind> when(boolean condition, Kind kind) {
    return condition ? Optional.of(kind) : Optional.empty();
  }
}
