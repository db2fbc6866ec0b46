package dev.pgtier.parser.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.Difference;
import dev.pgtier.parser.ParseResult;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.PostgresParser;
import dev.pgtier.parser.SyntaxError;
import dev.pgtier.parser.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Texts of equal shape have trees that are equal but for constants, locations and the length of IN
 * lists: a verdict on one holds for the other. {@code -Dlexer.variants=N} sets how many variants of
 * each statement are tried.
 */
class ShapeTreeTest {
  private static final int VARIANTS = Integer.getInteger("lexer.variants", 6);
  private static final int LONGEST = 5_000;

  /** Where the tree holds a constant otherwise than as an A_Const. */
  private static final Set<String> CONSTANTS =
      Set.of(
          "AlterEnumStmt.newVal",
          "AlterEnumStmt.newValNeighbor",
          "AlterEnumStmt.oldVal",
          "AlterForeignServerStmt.version",
          "AlterOwnerStmt.object/Integer.ival",
          "AlterStatsStmt.stxstattarget/Integer.ival",
          "AlterSubscriptionStmt.conninfo",
          "AlterTableCmd.def/Integer.ival",
          "AlterTableCmd.num",
          "CommentStmt.comment",
          "CommentStmt.object/Integer.ival",
          "CopyStmt.filename",
          "CreateConversionStmt.for_encoding_name",
          "CreateConversionStmt.to_encoding_name",
          "CreateEnumStmt.vals/String.sval",
          "CreateForeignServerStmt.servertype",
          "CreateForeignServerStmt.version",
          "CreateOpClassItem.number",
          "CreateSubscriptionStmt.conninfo",
          "CreateTableSpaceStmt.location",
          "CreateTrigStmt.args/String.sval",
          "DefElem.arg/Float.fval",
          "DefElem.arg/Integer.ival",
          "DefElem.arg/List.items/String.sval",
          "DefElem.arg/String.sval",
          "FetchStmt.howMany",
          "GrantStmt.objects/Integer.ival",
          "LoadStmt.filename",
          "NotifyStmt.payload",
          "PartitionBoundSpec.modulus",
          "PartitionBoundSpec.remainder",
          "SQLValueFunction.typmod",
          "SecLabelStmt.label",
          "SecLabelStmt.provider",
          "TransactionStmt.gid",
          "TypeName.arrayBounds/Integer.ival");

  /** What the grammar says of a constant's value alone. */
  private static final Set<String> REFUSED_VALUES =
      Set.of("column number must be in range from 1 to 32767");

  private final PostgresParser parser = new PostgresParser();
  private final ShapeKey key = ShapeKey.random();
  private final Random random = new Random(Long.getLong("lexer.seed", 20_260_101L));
  private final ConstantVariants variants = new ConstantVariants(random);
  private int compared;
  private int skipped;

  @Test
  void equalShapesMeanEqualTreesWhereverTheGrammarTakesAConstant() throws IOException {
    for (String sql : statementsWithConstants()) {
      assertThat(parse(sql)).describedAs(sql).isInstanceOf(ParseTree.class);
      assertVariantsHaveTheTreeOf(sql, 4 * VARIANTS);
    }
    assertThat(compared).isGreaterThan(9 * skipped);
  }

  @Test
  void equalShapesMeanEqualTreesInTheCorpus() {
    for (String sql : Corpus.all()) {
      if (sql.length() <= LONGEST && parse(sql) instanceof ParseTree) {
        assertVariantsHaveTheTreeOf(sql, VARIANTS);
      }
    }
    assertThat(compared).isGreaterThan(9 * skipped);
  }

  private static List<String> statementsWithConstants() throws IOException {
    try (InputStream file = ShapeTreeTest.class.getResourceAsStream("/constants.sql")) {
      byte[] all = Objects.requireNonNull(file).readAllBytes();
      return new String(all, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--"))
          .toList();
    }
  }

  /**
   * Tokens of one statement in another make statements that nobody wrote, in which constants stand
   * where nobody put them.
   */
  @Test
  void equalShapesMeanEqualTreesInStatementsThatNobodyWrote() throws IOException {
    List<List<Token>> statements = new ArrayList<>();
    for (String sql : statementsWithConstants()) {
      statements.add(TokenReader.read(sql).tokens());
    }
    Corpus.all().stream()
        .filter(sql -> sql.length() < 500)
        .forEach(sql -> statements.add(TokenReader.read(sql).tokens()));
    int parsed = 0;
    for (int i = 0; i < 2_000 * VARIANTS; i++) {
      String sql = crossed(statements);
      if (shape(sql) != null && parse(sql) instanceof ParseTree) {
        parsed++;
        assertVariantsHaveTheTreeOf(sql, 2);
      }
    }
    assertThat(parsed).isGreaterThan(100 * VARIANTS);
  }

  private String crossed(List<List<Token>> statements) {
    List<Token> tokens = new ArrayList<>(statements.get(random.nextInt(statements.size())));
    List<Token> others = statements.get(random.nextInt(statements.size()));
    if (tokens.isEmpty() || others.isEmpty()) {
      return "";
    }
    int at = random.nextInt(tokens.size());
    int from = random.nextInt(others.size());
    int to = from + random.nextInt(Math.min(4, others.size() - from));
    tokens.subList(at, Math.min(tokens.size(), at + random.nextInt(3))).clear();
    tokens.addAll(at, others.subList(from, to));
    return tokens.stream().map(Token::text).collect(Collectors.joining(" "));
  }

  private void assertVariantsHaveTheTreeOf(String sql, int count) {
    ParseTree tree = (ParseTree) parse(sql);
    Shape shape = shape(sql);
    for (int i = 0; i < count; i++) {
      String variant = variants.next(sql);
      Shape other = shape(variant);
      assertThat(other).describedAs(variant).isNotNull();
      if (other.equals(shape)) {
        compared++;
        assertSameTree(tree, variant);
      } else {
        skipped++; // a list with more in it than constants became longer, or float(24) float(25)
      }
    }
  }

  private void assertSameTree(ParseTree tree, String variant) {
    ParseResult result = parse(variant);
    if (result instanceof SyntaxError error) {
      assertThat(error.message()).describedAs(variant).isIn(REFUSED_VALUES);
      return;
    }
    ParseTree other = (ParseTree) result;
    assertThat(other.statements()).describedAs(variant).hasSameSizeAs(tree.statements());
    for (int i = 0; i < tree.statements().size(); i++) {
      assertThat(
              Difference.between(tree.statements().get(i).node(), other.statements().get(i).node()))
          .describedAs(variant)
          .allMatch(ShapeTreeTest::isAllowed);
    }
  }

  private static boolean isAllowed(Difference difference) {
    String path = difference.path();
    return difference.isConstant()
        || CONSTANTS.stream().anyMatch(end -> path.equals(end) || path.endsWith('/' + end))
        || (path.endsWith("A_Expr.rexpr/List.items")
            && isConstants(difference.left().orElseThrow())
            && isConstants(difference.right().orElseThrow()));
  }

  private static boolean isConstants(Value value) {
    return value instanceof Value.Items items
        && items.nodes().stream().allMatch(node -> node.is("A_Const"));
  }

  private ParseResult parse(String sql) {
    return parser.parse(sql);
  }

  private Shape shape(String sql) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    return Shape.of(text, 0, text.length, key);
  }
}
