package dev.pgtier.parser.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
  private static final ShapeKey KEY = ShapeKey.random();

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      textBlock =
          """
          select 1                               | SELECT  /* c */ 2 -- d
          select 'a'                             | select E'\\n\\x41'
          select 'a'                             | select $x$a$x$
          select 'a'                             | select U&'\\0061' uescape '!'
          select 1                               | select 0x1F
          select 1.5                             | select 2147483648
          select b'1'                            | select B'0101'
          select abc from t                      | select "abc" from "t"
          select abc from t                      | select U&"\\0061bc" from T
          select abc from t                      | select U&"!0061bc" UESCAPE '!' from t
          select a <> b                          | select a != b
          select $1                              | select $001
          select n'a'                            | select nchar 'b'
          select date '2020-01-01'               | select date '2021-02-02'
          select * from t where a in (1)         | select * from t where a in (1, 2, 3)
          select * from t where a in (1, 2)      | select * from t where a in (1, 0x10, 3, 4_0)
          select * from t where a not in ('a')   | select * from t where a not in ('a', E'b', $$c$$, U&'d' uescape '!', 'e')
          select 1 limit 5                       | select 1 limit 500
          select a from t order by 1             | select a from t order by 2
          select float(24) 'x'                   | select float(24) 'y'
          """)
  void isEqualWhereOnlyConstantsDiffer(String one, String other) {
    assertThat(shape(one)).isNotNull().isEqualTo(shape(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      textBlock =
          """
          select 1                               | select '1'
          select 1                               | select 1.0
          select 1                               | select 2147483648
          select 1                               | select -1
          select 1                               | select b'1'
          select b'1'                            | select x'1'
          select 1                               | select null
          select true                            | select false
          select $1                              | select $2
          select 1                               | select $1
          select abc                             | select "Abc"
          select user                            | select "user"
          select abort                           | select "abort"
          select a.b                             | select ab
          select a b                             | select ab
          select a, b                            | select a b
          select date '2020-01-01'               | select time '2020-01-01'
          select date '2020-01-01'               | select '2020-01-01'
          select 'a'                             | select n'a'
          select a < b                           | select a > b
          select a || b                          | select a <-> b
          select a::b                            | select a:b
          select U&"\\0061"                      | select U&"\\0062"
          select U&"!0061" uescape '!'           | select U&"!0061" uescape '?'
          select U&"\\0061"                      | select U&"\\0061" uescape '!'
          select * from t where a in (1, 2)      | select * from t where a in (1, '2')
          select * from t where a in (1, 2)      | select * from t where a in (1, 2.0)
          select * from t where a in (1, 2)      | select * from t where a in (1, -2)
          select * from t where a in (1, 2)      | select * from t where a in (1, b)
          select * from t where a in ('1', '2')  | select * from t where a in (1, 2)
          select * from t where a in ($1)        | select * from t where a in ($1, $2)
          select * from t where a in (1, -2)     | select * from t where a in (1, 1, -2)
          select * from t where a in (-1, 2)     | select * from t where a in (-1, 2, 3)
          select * from t where a in (1, 2       | select * from t where a in (1, 2, 3
          select * from t where a in (1, 2,)     | select * from t where a in (1, 2)
          select * from t where a in ((1), 2)    | select * from t where a in ((1), 2, 3)
          select * from t where a = any (1, 2)   | select * from t where a = any (1, 2, 3)
          select f(1)                            | select f(1, 2)
          select position(a in (1))              | select position(a in (1, 2))
          select position((b in (1)) in a)       | select position((b in (1, 2)) in a)
          values (1)                             | values (1), (2)
          create table p partition of t for values in (1) | create table p partition of t for values in (1, 2)
          create event trigger e on ddl_command_start when tag in ('a') execute function f() | create event trigger e on ddl_command_start when tag in ('a', 'b') execute function f()
          select cast(a as float(24))            | select cast(a as float(25))
          select 1; select 2                     | select 1
          select 1;                              | select 1
          select 'a' 'b'                         | select 'a'
          """)
  void differsWhereMoreThanConstantsDiffers(String one, String other) {
    assertThat(shape(one)).isNotNull().isNotEqualTo(shape(other));
  }

  @Test
  void foldsListsInAStatementThatFollowsADefinition() {
    assertThat(shape("create table t (); select 1 where 1 in (1)"))
        .isEqualTo(shape("create table t (); select 1 where 1 in (1, 2)"));
    assertThat(shape("create rule r as on insert to t do (select 1; select 1 where 1 in (1))"))
        .isNotEqualTo(
            shape("create rule r as on insert to t do (select 1; select 1 where 1 in (1, 2))"));
    assertThat(shape("select position('a' in 'b') from t where a in (1)"))
        .isEqualTo(shape("select position('a' in 'b') from t where a in (1, 2)"));
  }

  @Test
  void cutsNamesWhereTheServerDoes() {
    String name = "x".repeat(62);
    assertThat(shape(name + "yz")).isEqualTo(shape(name + "Y")).isNotEqualTo(shape(name + "z"));
    assertThat(shape('"' + name + "yz\"")).isEqualTo(shape(name + "y"));
    assertThat(shape(name + "é")).isEqualTo(shape(name)).isNotEqualTo(shape(name + "e"));
    assertThat(shape("U&\"" + name + "\\00e9\"")).isEqualTo(shape(name));
    assertThat(shape("é".repeat(32))).isEqualTo(shape("é".repeat(31)));
    assertThat(shape("é".repeat(31))).isNotEqualTo(shape("é".repeat(30)));
    assertThat(read(name).hasTruncatedName()).isFalse();
    assertThat(read(name + "yz").hasTruncatedName()).isTrue();
    assertThat(read('"' + name + "yz\"").hasTruncatedName()).isTrue();
  }

  @Test
  void makesOnlyAsciiLettersSmall() {
    assertThat(shape("ABCDEFGHIJKLMNOPQRSTUVWXYZ_ab"))
        .isEqualTo(shape("abcdefghijklmnopqrstuvwxyz_ab"));
    assertThat(shape("É")).isNotEqualTo(shape("é"));
    for (char c = 1; c < 128; c++) {
      String name = "\"" + (c == '"' ? "\"\"" : c) + "\"";
      boolean folds = c >= 'A' && c <= 'Z';
      String small = folds ? "" + (char) (c + 32) : name;
      assertThat(shape(name).equals(shape(small))).isEqualTo(!folds);
    }
  }

  @Test
  void dependsOnTheKey() {
    byte[] text = utf8("select 1");
    assertThat(Shape.of(text, 0, text.length, ShapeKey.random()))
        .isNotEqualTo(Shape.of(text, 0, text.length, ShapeKey.random()));
  }

  /**
   * Logs and dashboards hold such shapes: they change with no release unless the change log says
   * so.
   */
  @Test
  void staysTheSameForPeople() {
    assertThat(stable("select * from orders where id = 1"))
        .isEqualTo(stable("SELECT * FROM Orders WHERE id=2"))
        .isEqualTo("44fff2c1210f3802");
  }

  @Test
  void isNoneWhereTheTextIsNoTokens() {
    for (String sql :
        List.of(
            "select 'a",
            "select 1a",
            "select U&'\\00'",
            "select U&\"a\" uescape 'bc'",
            "/*",
            "a\0b")) {
      assertThat(shape(sql)).describedAs(sql).isNull();
      assertThat(stable(sql)).isNull();
    }
  }

  @Test
  void tellsWhatElseThePassSaw() {
    Shaper shaper =
        read("; select $1 /* /* */ */ ;; (select 2; select 3); insert into t values (@->>1)");
    assertThat(shaper.statements()).isEqualTo(3);
    assertThat(shaper.tokens()).isEqualTo(21);
    assertThat(shaper.hasParameter()).isTrue();
    assertThat(shaper.lexer().commentNesting()).isEqualTo(2);
    assertThat(shaper.lexer().operatorRun()).isEqualTo(4);
    assertThat(shaper.error()).isNull();
    assertThat(read("").statements()).isZero();
    assertThat(read(" ; ; ").statements()).isZero();
    assertThat(read("select 1").hasParameter()).isFalse();
  }

  @Test
  void hashesTextsLongerThanItsBuffer() {
    String names = "abcdefgh, ".repeat(1000);
    assertThat(shape("select " + names + "a")).isEqualTo(shape("SELECT " + names + "A"));
    assertThat(shape("select " + names + "a")).isNotEqualTo(shape("select " + names + "b"));
    String list = "1, ".repeat(5000);
    assertThat(shape("a in (" + list + "2)")).isEqualTo(shape("a in (3)"));
    assertThat(shape("a in (" + list + "b)")).isNotEqualTo(shape("a in (" + list + "1, b)"));
  }

  private static Shape shape(String sql) {
    byte[] text = utf8(sql);
    return Shape.of(text, 0, text.length, KEY);
  }

  private static String stable(String sql) {
    byte[] text = utf8(sql);
    return Shape.stable(text, 0, text.length);
  }

  private static Shaper read(String sql) {
    byte[] text = utf8(sql);
    Shaper shaper = new Shaper(KEY);
    shaper.read(text, 0, text.length);
    return shaper;
  }

  private static byte[] utf8(String sql) {
    return sql.getBytes(StandardCharsets.UTF_8);
  }
}
