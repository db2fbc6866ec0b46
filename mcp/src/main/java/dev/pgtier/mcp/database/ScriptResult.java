package dev.pgtier.mcp.database;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the statements of a text gave, in their order.
 *
 * @param leftOpen whether the text ended within a transaction, which was then rolled back
 */
public record ScriptResult(List<Item> items, boolean leftOpen) {
  public ScriptResult {
    items = List.copyOf(items);
  }

  /** Of one statement. */
  public sealed interface Item {
    record Answer(Rows rows) implements Item {}

    /** How many rows it changed; 0 where it changes none. */
    record Count(long rows) implements Item {}
  }

  static ScriptResult read(Statement statement, boolean hasRows, int limit) throws SQLException {
    List<Item> items = new ArrayList<>();
    boolean more = hasRows;
    while (true) {
      if (more) {
        try (ResultSet result = statement.getResultSet()) {
          items.add(new Item.Answer(Rows.read(result, limit)));
        }
      } else {
        long count = statement.getLargeUpdateCount();
        if (count < 0) {
          return new ScriptResult(items, false);
        }
        items.add(new Item.Count(count));
      }
      more = statement.getMoreResults();
    }
  }

  ScriptResult withOpenTransaction(boolean open) {
    return new ScriptResult(items, open);
  }

  /** One object for each statement. */
  public ArrayNode toJson() {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Item item : items) {
      if (item instanceof Item.Answer answer) {
        json.add(answer.rows().toJson());
      } else if (item instanceof Item.Count count) {
        json.addObject().put("row_count", count.rows());
      } else {
        throw new AssertionError(item);
      }
    }
    return json;
  }
}
