package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.tiers.ShippedTiers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The shipped tiers name settings that a real server has, with values that it takes. */
final class ShippedTiersTest {
  @Test
  void aServerKnowsEverySettingAndTakesEveryPin() throws Exception {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setLocaleConfig("locale", "C.UTF-8")
                .setLocaleConfig("encoding", "UTF8")
                .start();
        Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (Tier tier :
          List.of(ShippedTiers.inspect(), ShippedTiers.validate(), ShippedTiers.deploy())) {
        for (Map.Entry<String, String> pin : tier.settings().pinned().entrySet()) {
          statement.execute("SET %s = '%s'".formatted(pin.getKey(), pin.getValue()));
        }
        for (String setting : tier.settings().settable()) {
          assertThat(setting.equals("*") || isKnown(statement, setting)).as(setting).isTrue();
        }
      }
    }
  }

  private static boolean isKnown(Statement statement, String setting) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT current_setting('%s', true)".formatted(setting))) {
      return row.next() && row.getString(1) != null;
    }
  }
}
