package dev.pgtier.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of the documents, and the schemas, are those that the model gives. */
class ReferenceTest {
  private static final String RENEW =
      "mvn -B -ntp -pl cli -am test -Dtest='dev.pgtier.cli.reference.ReferenceTest'"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dpgtier.renew=true";

  @ParameterizedTest
  @MethodSource("dev.pgtier.cli.reference.Reference#all")
  void tablesAndSchemasAreTheModels(Reference reference) throws IOException {
    assertThat(reference.stale(Boolean.getBoolean("pgtier.renew")))
        .as("differs from the model; to renew it: " + RENEW)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.pgtier.cli.reference.Reference#all")
  void schemaIsOne(Reference reference) throws IOException {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    assertThat(
            registry
                .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                .validate(new ObjectMapper().readTree(reference.schema())))
        .isEmpty();
  }
}
