package dev.pgtier.policies.redact;

import dev.pgtier.parser.lexer.TokenKind;
import dev.pgtier.policies.redact.Tokens.One;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Puts {@link #MARK} in the place of secrets in SQL: passwords of roles and servers, connection
 * strings, keys of encryption, whatever is assigned to a name that says so. It reads tokens, so
 * that a text which does not parse is treated the same; from where not even tokens can be read, the
 * rest is taken out. Any thread may call it.
 */
public final class SecretRedactor {
  /** What stands in the place of a secret. */
  public static final String MARK = "'<redacted>'";

  private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COMMENT = "/* <redacted> */".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_COMMENT = "-- <redacted>".getBytes(StandardCharsets.US_ASCII);

  /** Code within code within code. */
  private static final int DEEPEST = 4;

  private final byte[] sql;
  private final int depth;
  private final Tokens tokens;
  private final List<One> code;

  /** Whether the statement that is read makes or changes a role. */
  private boolean inRoleStatement;

  /** The token up to which arguments are marked already. */
  private int argumentsEnd;

  private SecretRedactor(byte[] sql, int depth) {
    this.sql = sql;
    this.depth = depth;
    this.tokens = Tokens.read(sql);
    this.code = tokens.withoutComments();
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
      if (tokens.isCharacter(token, ';')) {
        allToCome = false;
        inRoleStatement = false;
      } else if (token.isString()) {
        if (allToCome || isSecret(i)) {
          mark(token);
        } else if (token.content != null) {
          allToCome = SecretWords.announcesSecret(token.content);
          content(token);
        }
        if (SecretWords.isNameAlone(token.content)) {
          value(i + 1, true);
        }
      } else if (token.isName()) {
        name(i);
      } else if (token.kind == TokenKind.ERROR && token.start < sql.length) {
        mark(token);
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
        mark(token);
      }
    } else if (SecretWords.isConnection(token.content) || depth == DEEPEST) {
      mark(token);
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

  private void name(int i) {
    One token = code.get(i);
    inRoleStatement |= (token.isWord("create") || token.isWord("alter")) && isRoleAt(i + 1);
    boolean unknown = token.kind == TokenKind.UNICODE_IDENTIFIER && isWord(i + 1, "uescape");
    if (unknown) {
      value(i + 3, false);
    } else if (SecretWords.isName(token.content)) {
      value(i + 1, false);
      if (inRoleStatement) {
        rolePassword(i + 1);
      }
    } else if (token.content.contains("crypt") || token.content.equals("hmac")) {
      arguments(i + 1);
    }
  }

  /** Marks the constants that are given here, after {@code =}, TO, or for a name a comma. */
  private void value(int from, boolean afterComma) {
    int i = from;
    if (i < code.size() && (tokens.assigns(code.get(i)) || isWord(i, "to"))) {
      i++;
    } else if (afterComma) {
      if (i >= code.size() || !tokens.isCharacter(code.get(i), ',')) {
        return;
      }
      i++;
    }
    while (i < code.size() && code.get(i).kind.isConstant()) {
      mark(code.get(i));
      boolean more = !afterComma && i + 1 < code.size() && tokens.isCharacter(code.get(i + 1), ',');
      i += more ? 2 : 1;
    }
  }

  private boolean isRoleAt(int i) {
    return isWord(i, "role") || isWord(i, "user") || isWord(i, "group");
  }

  /** A password whose quotes were forgotten. */
  private void rolePassword(int i) {
    if (i < code.size() && !isWord(i, "null") && !tokens.isCharacter(code.get(i), ';')) {
      mark(code.get(i));
    }
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
      } else if (token.kind.isConstant() && token.kind != TokenKind.INTEGER) {
        mark(token);
      }
    }
  }

  private void comment(One token) {
    if (SecretWords.holdsSecret(token.content)) {
      token.mark = token.kind == TokenKind.LINE_COMMENT ? LINE_COMMENT : COMMENT;
    }
  }

  private boolean isWord(int i, String word) {
    return i < code.size() && code.get(i).isWord(word);
  }

  private static void mark(One token) {
    token.mark = MARK_BYTES;
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
