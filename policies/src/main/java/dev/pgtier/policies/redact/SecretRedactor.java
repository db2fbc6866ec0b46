package dev.pgtier.policies.redact;

import dev.pgtier.parser.lexer.TokenKind;
import dev.pgtier.policies.redact.Tokens.One;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Puts {@link #MARK} in the place of secrets in SQL: passwords of roles and servers, connection
 * strings, keys of encryption, whatever is assigned to a name that says so. It reads tokens, so
 * that a text which does not parse is treated the same; from where not even tokens can be read, the
 * rest is taken out. Any thread may call it.
 */
public final class SecretRedactor {
  /** What stands in the place of a secret. */
  public static final String MARK = "'<redacted>'";

  private static final byte[] COMMENT = "/* <redacted> */".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_COMMENT = "-- <redacted>".getBytes(StandardCharsets.US_ASCII);

  /** Words behind which a name is no function that is called. */
  private static final Set<String> MADE =
      Set.of(
          "table",
          "exists",
          "into",
          "on",
          "view",
          "type",
          "function",
          "procedure",
          "references",
          "key",
          "index",
          "update",
          "from",
          "join");

  /** Code within code within code. */
  private static final int DEEPEST = 4;

  private final byte[] sql;
  private final int depth;
  private final Tokens tokens;
  private final List<One> code;
  private final Operands operands;
  private final RolePassword rolePassword;

  /** The first word of the statement that is read; null before it. */
  private String first;

  /** Whether that makes or changes a role. */
  private boolean inRoleStatement;

  /** The token up to which arguments are marked already. */
  private int argumentsEnd;

  private SecretRedactor(byte[] sql, int depth) {
    this.sql = sql;
    this.depth = depth;
    this.tokens = Tokens.read(sql);
    this.code = tokens.withoutComments();
    this.operands = new Operands(tokens, code);
    this.rolePassword = new RolePassword(tokens, code);
  }

  /** The text without its secrets; the same array where it has none. */
  public static byte[] redact(byte[] sql) {
    return redact(sql, 0);
  }

  private static byte[] redact(byte[] sql, int depth) {
    return Suspicion.of(sql) ? new SecretRedactor(sql, depth).redacted() : sql;
  }

  private byte[] redacted() {
    boolean allToCome = false;
    for (int i = 0; i < code.size(); i++) {
      One token = code.get(i);
      if (token.mark != null) {
        continue;
      }
      if (tokens.isCharacter(token, ';')) {
        allToCome = false;
        inRoleStatement = false;
        first = null;
      } else if (token.isString()) {
        if (allToCome || isSecret(i)) {
          tokens.redact(token);
        } else if (token.content != null) {
          allToCome = SecretWords.announcesSecret(token.content);
          content(token);
        }
        if (SecretWords.isNameAlone(token.content)) {
          named(i);
        }
      } else if (token.isName()) {
        name(i);
      } else if (token.kind == TokenKind.ERROR && token.start < sql.length) {
        tokens.redact(token);
      }
    }
    tokens.all().stream().filter(token -> token.kind.isComment()).forEach(this::comment);
    return join();
  }

  /** Whether more is escaped here than is looked through. */
  private boolean isSecret(int i) {
    return code.get(i).kind == TokenKind.UNICODE_STRING && isWord(i + 1, "uescape");
  }

  private void content(One token) {
    int tag = LiteralText.tagLength(sql, token.start, token.end);
    if (tag == 0) {
      if (SecretWords.holdsSecret(token.content)) {
        tokens.redact(token);
      }
    } else if (SecretWords.isConnection(token.content) || depth == DEEPEST) {
      tokens.redact(token);
    } else {
      byte[] inner = Arrays.copyOfRange(sql, token.start + tag, token.end - tag);
      byte[] clean = redact(inner, depth + 1);
      if (clean != inner) {
        token.mark = dollarQuoted(token, tag, clean);
      }
    }
  }

  private byte[] dollarQuoted(One token, int tag, byte[] clean) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(sql, token.start, tag);
    out.writeBytes(clean);
    out.write(sql, token.end - tag, tag);
    return out.toByteArray();
  }

  /** A constant that is a secret's name, and what it names: the next argument, or the operand. */
  private void named(int i) {
    boolean argument = i + 1 < code.size() && tokens.isCharacter(code.get(i + 1), ',');
    operands.after(argument ? i + 1 : i);
  }

  private void name(int i) {
    One token = code.get(i);
    first = first == null ? token.content : first;
    inRoleStatement |= (token.isWord("create") || token.isWord("alter")) && isRoleAt(i + 1);
    boolean unknown = token.kind == TokenKind.UNICODE_IDENTIFIER && isWord(i + 1, "uescape");
    if (unknown) {
      operands.after(i + 2);
    } else if (SecretWords.isName(token.content)) {
      secret(i);
    } else if (inRoleStatement && token.content.equals("identified") && isWord(i + 1, "by")) {
      rolePassword.mark(i + 2);
    } else if (token.content.contains("crypt") || token.content.equals("hmac")) {
      arguments(i + 1);
    } else if (token.content.equals("set_config") && namesSecret(i + 1)) {
      arguments(i + 1);
    }
  }

  private void secret(int i) {
    if (inRoleStatement) {
      rolePassword.mark(i + 1);
    } else if (isSetting(i)) {
      setting(i + 1);
    } else {
      operands.mark(i);
      operands.columns(i);
      if (!isMade(i)) {
        arguments(i + 1);
      }
    }
  }

  /** Whether SET, and no UPDATE, gives the name a value, which may be a word. */
  private boolean isSetting(int i) {
    int at = operands.beforeQualifiers(i);
    while (isWord(at, "session") || isWord(at, "local")) {
      at--;
    }
    boolean gives = tokens.assigns(i + 1, code) || isWord(i + 1, "to");
    return isWord(at, "set")
        && ("set".equals(first) || "alter".equals(first))
        && (gives || isWord(i + 1, "for"));
  }

  /** Marks every value of a setting. */
  private void setting(int from) {
    for (int i = from; i < code.size() && !tokens.isCharacter(code.get(i), ';'); i++) {
      One token = code.get(i);
      if (i > from && !token.isWord("default") && !tokens.isCharacter(token, ',')) {
        tokens.redact(token);
      }
    }
  }

  /** Whether a table or the like is named so, and no function is called. */
  private boolean isMade(int i) {
    int at = operands.beforeQualifiers(i);
    return at >= 0 && code.get(at).kind == TokenKind.KEYWORD && MADE.contains(code.get(at).content);
  }

  private boolean isRoleAt(int i) {
    return isWord(i, "role")
        || (isWord(i, "user") && !isWord(i + 1, "mapping"))
        || isWord(i, "group");
  }

  /** Whether a string between these parentheses is a secret's name. */
  private boolean namesSecret(int open) {
    for (int i = open; i < code.size() && !tokens.isCharacter(code.get(i), ')'); i++) {
      if (code.get(i).isString() && SecretWords.isNameAlone(code.get(i).content)) {
        return true;
      }
    }
    return false;
  }

  /** Marks every string between these parentheses. */
  private void arguments(int open) {
    if (open >= code.size() || open < argumentsEnd || !tokens.isCharacter(code.get(open), '(')) {
      return;
    }
    int nested = 0;
    for (int i = open; i < code.size(); i++) {
      One token = code.get(i);
      argumentsEnd = i + 1;
      if (tokens.isCharacter(token, '(')) {
        nested++;
      } else if (tokens.isCharacter(token, ')') && --nested == 0) {
        return;
      } else if (token.kind.isConstant()
          && token.kind != TokenKind.INTEGER
          && !(token.isString() && SecretWords.isNameAlone(token.content))) {
        tokens.redact(token);
      }
    }
  }

  private void comment(One token) {
    if (SecretWords.holdsSecret(token.content)) {
      token.mark = token.kind == TokenKind.LINE_COMMENT ? LINE_COMMENT : COMMENT;
    }
  }

  private boolean isWord(int i, String word) {
    return i >= 0 && i < code.size() && code.get(i).isWord(word);
  }

  private byte[] join() {
    if (tokens.all().stream().allMatch(token -> token.mark == null)) {
      return sql;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(sql.length);
    int at = 0;
    for (One token : tokens.all()) {
      if (token.mark != null) {
        out.write(sql, at, token.start - at);
        out.writeBytes(token.mark);
        at = token.end;
      }
    }
    out.write(sql, at, sql.length - at);
    return out.toByteArray();
  }
}
