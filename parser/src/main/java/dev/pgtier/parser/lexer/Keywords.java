package dev.pgtier.parser.lexer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keywords of PostgreSQL 18, numbered in the order of their letters, and how text is recognised
 * as one without making a string of it.
 */
public final class Keywords {
  /** The answer for a word that is no keyword. */
  public static final int NONE = -1;

  private static final String UNRESERVED =
      """
      abort absent absolute access action add admin after aggregate also alter always asensitive
      assertion assignment at atomic attach attribute backward before begin breadth by cache
      call called cascade cascaded catalog chain characteristics checkpoint class close cluster
      columns comment comments commit committed compression conditional configuration conflict
      connection constraints content continue conversion copy cost csv cube current cursor cycle
      data database day deallocate declare defaults deferred definer delete delimiter delimiters
      depends depth detach dictionary disable discard document domain double drop each empty
      enable encoding encrypted enforced enum error escape event exclude excluding exclusive
      execute explain expression extension external family filter finalize first following force
      format forward function functions generated global granted groups handler header hold hour
      identity if immediate immutable implicit import include including increment indent index
      indexes inherit inherits inline input insensitive insert instead invoker isolation keep
      key keys label language large last leakproof level listen load local location lock locked
      logged mapping match matched materialized maxvalue merge method minute minvalue mode month
      move name names nested new next nfc nfd nfkc nfkd no normalized nothing notify nowait
      nulls object objects of off oids old omit operator option options ordinality others over
      overriding owned owner parallel parameter parser partial partition passing password path
      period plan plans policy preceding prepare prepared preserve prior privileges procedural
      procedure procedures program publication quote quotes range read reassign recursive ref
      referencing refresh reindex relative release rename repeatable replace replica reset
      restart restrict return returns revoke role rollback rollup routine routines rows rule
      savepoint scalar schema schemas scroll search second security sequence sequences
      serializable server session set sets share show simple skip snapshot source sql stable
      standalone start statement statistics stdin stdout storage stored strict string strip
      subscription support sysid system tables tablespace target temp template temporary text
      ties transaction transform trigger truncate trusted type types uescape unbounded
      uncommitted unconditional unencrypted unknown unlisten unlogged until update vacuum valid
      validate validator value varying version view views virtual volatile whitespace within
      without work wrapper write xml year yes zone
      """;

  private static final String COLUMN_NAME =
      """
      between bigint bit boolean char character coalesce dec decimal exists extract float
      greatest grouping inout int integer interval json json_array json_arrayagg json_exists
      json_object json_objectagg json_query json_scalar json_serialize json_table json_value
      least merge_action national nchar none normalize nullif numeric out overlay position
      precision real row setof smallint substring time timestamp treat trim values varchar
      xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi
      xmlroot xmlserialize xmltable
      """;

  private static final String TYPE_OR_FUNCTION_NAME =
      """
      authorization binary collation concurrently cross current_schema freeze full ilike inner
      is isnull join left like natural notnull outer overlaps right similar tablesample verbose
      """;

  private static final String RESERVED =
      """
      all analyse analyze and any array as asc asymmetric both case cast check collate column
      constraint create current_catalog current_date current_role current_time current_timestamp
      current_user default deferrable desc distinct do else end except false fetch for foreign
      from grant group having in initially intersect into lateral leading limit localtime
      localtimestamp not null offset on only or order placing primary references returning
      select session_user some symmetric system_user table then to trailing true union unique
      user using variadic when where window with
      """;

  private static final int SLOTS = 4096;
  private static final int SHORTEST = 2;

  private static final byte[] LETTERS;
  private static final short[] STARTS;
  private static final int[] CODES;
  private static final KeywordCategory[] CATEGORIES;

  /**
   * Number + 1 of the keyword that hashes to each slot, or to one before it that is taken; 0 where
   * there is none.
   */
  private static final short[] TABLE = new short[SLOTS];

  private static final int LONGEST;

  static {
    Map<String, KeywordCategory> words = new TreeMap<>();
    add(words, UNRESERVED, KeywordCategory.UNRESERVED);
    add(words, COLUMN_NAME, KeywordCategory.COLUMN_NAME);
    add(words, TYPE_OR_FUNCTION_NAME, KeywordCategory.TYPE_OR_FUNCTION_NAME);
    add(words, RESERVED, KeywordCategory.RESERVED);
    LETTERS = String.join("", words.keySet()).getBytes(StandardCharsets.US_ASCII);
    STARTS = new short[words.size() + 1];
    CATEGORIES = words.values().toArray(KeywordCategory[]::new);
    CODES = words.keySet().stream().mapToInt(String::hashCode).toArray();
    if (Arrays.stream(CODES).distinct().count() < CODES.length) {
      throw new AssertionError("two keywords have one hash code");
    }
    int number = 0;
    int longest = 0;
    for (String word : words.keySet()) {
      int start = STARTS[number];
      int end = start + word.length();
      STARTS[number + 1] = (short) end;
      longest = Math.max(longest, word.length());
      int slot = slot(LETTERS, start, end);
      while (TABLE[slot] != 0) {
        slot = (slot + 1) & (SLOTS - 1);
      }
      number++;
      TABLE[slot] = (short) number;
    }
    LONGEST = longest;
  }

  private Keywords() {}

  /** How many keywords there are: their numbers go from 0 to one less. */
  public static int count() {
    return CATEGORIES.length;
  }

  /** The keyword of this number, in lower case. */
  public static String word(int number) {
    int start = STARTS[number];
    return new String(LETTERS, start, STARTS[number + 1] - start, StandardCharsets.US_ASCII);
  }

  public static KeywordCategory category(int number) {
    return CATEGORIES[number];
  }

  /** The number of a word in any case, or {@link #NONE}. */
  public static int number(String word) {
    byte[] text = word.getBytes(StandardCharsets.UTF_8);
    return number(text, 0, text.length);
  }

  /**
   * The number of the word that stands in {@code text[start, end)} in any case, or {@link #NONE};
   * allocates nothing.
   */
  static int number(byte[] text, int start, int end) {
    int length = end - start;
    if (length < SHORTEST || length > LONGEST) {
      return NONE;
    }
    int slot = slot(text, start, end);
    for (int found = TABLE[slot]; found != 0; found = TABLE[slot]) {
      if (matches(found - 1, text, start, length)) {
        return found - 1;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    return NONE;
  }

  /** A number that no other keyword has, and that a keyword keeps when others come and go. */
  static int code(int number) {
    return CODES[number];
  }

  private static boolean matches(int number, byte[] text, int start, int length) {
    int at = STARTS[number];
    if (STARTS[number + 1] - at != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (Characters.lower(text[start + i]) != LETTERS[at + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Looks at four letters only. Setting the bit 0x20 makes capitals small; what it does to other
   * bytes makes a few more of them alike.
   */
  private static int slot(byte[] text, int start, int end) {
    int first = text[start] | 0x20;
    int second = text[start + 1] | 0x20;
    int middle = text[(start + end) >>> 1] | 0x20;
    int last = text[end - 1] | 0x20;
    int mixed = (((first * 31 + second) * 31 + middle) * 31 + last) * 31 + (end - start);
    return ((mixed * 0x9E3779B1) >>> 20) & (SLOTS - 1);
  }

  private static void add(
      Map<String, KeywordCategory> words, String list, KeywordCategory category) {
    Arrays.stream(list.strip().split("\\s+")).forEach(word -> words.put(word, category));
  }
}
