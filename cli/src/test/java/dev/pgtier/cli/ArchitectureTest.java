package dev.pgtier.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.pgtier.proxy.Bounds;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows between the rooms, and those inside the proxy. What has no row here does not exist.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.pgtier.";
  private static final String PROXY = ROOT + "proxy.";

  private static final Map<String, Set<String>> ROOMS =
      Map.of(
          "parser", Set.of(),
          "policies", Set.of("parser"),
          "audit", Set.of(),
          "proxy", Set.of("policies", "audit"),
          "mcp", Set.of(),
          "migrations", Set.of("policies", "audit"),
          "cli", Set.of("parser", "policies", "audit", "proxy", "migrations", "mcp"));

  private static final Map<String, Set<String>> INSIDE_PROXY =
      Map.ofEntries(
          Map.entry("admin", Set.of("session", "metrics", "secret")),
          Map.entry("listener", Set.of("session", "loop", "metrics")),
          Map.entry(
              "session",
              Set.of(
                  "auth",
                  "upstream",
                  "catalog",
                  "judge",
                  "record",
                  "tls",
                  "loop",
                  "metrics",
                  "wire")),
          Map.entry("record", Set.of()),
          Map.entry("catalog", Set.of("upstream", "metrics", "wire")),
          Map.entry("judge", Set.of()),
          Map.entry("auth", Set.of("scram", "wire")),
          Map.entry("upstream", Set.of("secret", "scram", "tls", "loop", "wire")),
          Map.entry("tls", Set.of("wire")),
          Map.entry("wire", Set.of()),
          Map.entry("secret", Set.of()),
          Map.entry("scram", Set.of()),
          Map.entry("loop", Set.of()),
          Map.entry("metrics", Set.of()));

  private static JavaClasses pgtier;

  @BeforeAll
  static void read() {
    pgtier =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Generated from PostgreSQL's grammar: large, and it uses only its runtime.
            .withImportOption(location -> !location.contains("/dev/pgtier/parser/wasm/"))
            .importPackages("dev.pgtier");
  }

  @Test
  void everyRoomHasItsRow() {
    assertThat(packagesUnder(ROOT)).isEqualTo(new TreeSet<>(ROOMS.keySet()));
    assertThat(packagesUnder(PROXY)).isEqualTo(new TreeSet<>(INSIDE_PROXY.keySet()));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void roomKnowsOnlyItsNeighbours(String room, Set<String> neighbours) {
    String own = ROOT + room + "..";
    classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("dev.pgtier..")).or(inAny(ROOT, room, neighbours)))
        .check(pgtier);
  }

  @ParameterizedTest
  @MethodSource("insideProxy")
  void packageOfTheProxyKnowsOnlyItsNeighbours(String name, Set<String> neighbours) {
    classes()
        .that()
        .resideInAPackage(PROXY + name + "..")
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("dev.pgtier.proxy.."))
                .or(inAny(PROXY, name, neighbours))
                .or(type(Bounds.class)))
        .check(pgtier);
  }

  @Test
  void nothingInTheProxyGoesInCircles() {
    slices().matching(PROXY + "(*)..").should().beFreeOfCycles().check(pgtier);
  }

  @Test
  void policiesKnowNeitherNettyNorJdbcNorTheClock() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "policies..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "java.sql..", "javax.sql..", "java.net..")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(pgtier);
  }

  @Test
  void theAuditKnowsNoNettyAndEncodesByHand() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "audit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "io.micrometer..")
        .check(pgtier);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "audit..")
        .and()
        .resideOutsideOfPackage(ROOT + "audit.search..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.duckdb..")
        .check(pgtier);
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "audit", ROOT + "audit.record..", ROOT + "audit.json..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(pgtier);
  }

  @Test
  void onlyTheUpstreamSideSeesSecrets() {
    noClasses()
        .that()
        .resideInAnyPackage(
            PROXY + "session..", PROXY + "listener..", PROXY + "auth..", PROXY + "metrics..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(PROXY + "secret..")
        .check(pgtier);
  }

  private static Stream<Arguments> rooms() {
    return rows(ROOMS);
  }

  private static Stream<Arguments> insideProxy() {
    return rows(INSIDE_PROXY);
  }

  private static Stream<Arguments> rows(Map<String, Set<String>> table) {
    return new TreeMap<>(table)
        .entrySet().stream().map(row -> Arguments.of(row.getKey(), row.getValue()));
  }

  private static DescribedPredicate<JavaClass> inAny(
      String parent, String own, Set<String> neighbours) {
    return resideInAnyPackage(
        Stream.concat(Stream.of(own), neighbours.stream())
            .map(name -> parent + name + "..")
            .toArray(String[]::new));
  }

  private static Set<String> packagesUnder(String parent) {
    return pgtier.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> name.startsWith(parent))
        .map(name -> name.substring(parent.length()).split("\\.", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
