package dev.pgtier.cli.check;

import dev.pgtier.policies.Tier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks a server the questions of {@link FactQueries}. */
public final class FactReader {
  private FactReader() {}

  /**
   * All facts of one moment.
   *
   * @throws IOException if the server does not answer; the message is for a person
   */
  public static Facts read(UpstreamClient client, Tier tier)
      throws IOException, InterruptedException {
    client.rows("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    List<String> server = client.rows(FactQueries.SERVER).get(0);
    List<Facts.Grant> grants = new ArrayList<>();
    for (String query : List.of(FactQueries.GRANTS, FactQueries.DEFAULT_GRANTS)) {
      client.rows(query).forEach(row -> grants.add(grant(row)));
    }
    Facts facts =
        new Facts(
            server.get(0),
            server.get(2),
            server.get(3),
            server.get(4),
            server.get(5),
            server.get(10),
            server.get(6),
            Integer.parseInt(server.get(7)),
            server.get(8).equals("on"),
            Integer.parseInt(server.get(9)),
            roles(client.rows(FactQueries.ROLES)),
            client.rows(FactQueries.MEMBERSHIPS).stream().map(FactReader::membership).toList(),
            grants,
            client.rows(FactQueries.OWNED).stream()
                .map(
                    row ->
                        new Facts.Owned(row.get(0), row.get(1), row.get(2), row.get(3), is(row, 4)))
                .toList(),
            client.rows(FactQueries.MAPPINGS).stream()
                .map(row -> new Facts.Mapping(row.get(0), row.get(1)))
                .toList(),
            client.rows(FactQueries.SETTINGS).stream()
                .map(row -> new Facts.Setting(row.get(0), row.get(1), row.get(2), row.get(3)))
                .toList(),
            columns(client, tier));
    client.rows("ROLLBACK");
    return facts;
  }

  private static Map<String, Facts.Role> roles(List<List<String>> rows) {
    Map<String, Facts.Role> roles = new HashMap<>();
    for (List<String> row : rows) {
      roles.put(
          row.get(0),
          new Facts.Role(row.get(1), is(row, 2), is(row, 3), is(row, 4), is(row, 5), is(row, 6)));
    }
    return roles;
  }

  private static Facts.Membership membership(List<String> row) {
    return new Facts.Membership(
        row.get(0), row.get(1), is(row, 2), is(row, 3), is(row, 4), row.get(5));
  }

  private static Facts.Grant grant(List<String> row) {
    return new Facts.Grant(
        row.get(0),
        row.get(1),
        row.get(2),
        row.get(3),
        row.get(4),
        row.get(5),
        row.get(6),
        is(row, 7),
        row.get(8),
        row.get(9));
  }

  private static Map<String, List<Facts.Column>> columns(UpstreamClient client, Tier tier)
      throws IOException, InterruptedException {
    List<String> relations = new Withheld(tier).relationsOfColumns();
    Map<String, List<Facts.Column>> columns = new HashMap<>();
    if (!relations.isEmpty()) {
      for (List<String> row : client.rows(FactQueries.columns(relations))) {
        columns
            .computeIfAbsent(row.get(0), name -> new ArrayList<>())
            .add(new Facts.Column(row.get(1), row.get(2)));
      }
    }
    return columns;
  }

  private static boolean is(List<String> row, int index) {
    return row.get(index).equals("true");
  }
}
