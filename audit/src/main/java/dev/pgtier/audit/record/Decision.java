package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import dev.pgtier.audit.json.Utf8;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was decided of a statement; it must be safe before the statement goes to its upstream.
 *
 * @param statement a ULID, under which the outcome follows
 * @param context what a trusted principal says it acts for, or null
 * @param sql its text, or null for a FunctionCall; secrets are taken out when it is recorded
 * @param unread bytes of a text that is not held, because it is too long; else 0
 * @param shape the hash of its shape, or null
 * @param parameters bound values as {@link ParameterText} gives them; null where they are omitted
 */
public record Decision(
    String statement,
    Origin origin,
    Map<String, String> context,
    Protocol protocol,
    Utf8 sql,
    int unread,
    String shape,
    Judgement judgement,
    List<String> parameters)
    implements AuditRecord {
  private static final byte[] CONTEXT = JsonBytes.field("context");
  private static final byte[] PROTOCOL = JsonBytes.field("protocol");
  private static final byte[] SHAPE = JsonBytes.field("shape");
  private static final byte[] PARAMETERS = JsonBytes.field("parameters");

  /** By which messages a statement came. */
  public enum Protocol {
    SIMPLE("simple"),
    EXTENDED("extended"),
    FUNCTION_CALL("function-call");

    private final String word;

    Protocol(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** Of a text that is held, or of none. */
  public Decision(
      String statement,
      Origin origin,
      Map<String, String> context,
      Protocol protocol,
      Utf8 sql,
      String shape,
      Judgement judgement,
      List<String> parameters) {
    this(statement, origin, context, protocol, sql, 0, shape, judgement, parameters);
  }

  public Decision {
    Objects.requireNonNull(statement);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(protocol);
    Objects.requireNonNull(judgement);
    context = context == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(context));
    // Not copied by List.copyOf: a NULL that is bound is null here.
    parameters =
        parameters == null ? null : Collections.unmodifiableList(new ArrayList<>(parameters));
  }

  @Override
  public String event() {
    return "decision";
  }

  @Override
  public boolean hasHappened() {
    return false;
  }

  @Override
  public void encode(JsonBytes out, SqlText text) {
    out.field(Fields.STATEMENT, statement);
    origin.write(out);
    out.field(CONTEXT, context).field(PROTOCOL, protocol.word());
    text.write(out, sql, unread);
    out.field(SHAPE, shape);
    judgement.writeUses(out);
    out.field(PARAMETERS, parameters);
    judgement.writeVerdict(out);
    out.field(Fields.POLICY, origin.policy());
  }
}
