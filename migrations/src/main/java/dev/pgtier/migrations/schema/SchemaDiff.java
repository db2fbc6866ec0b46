package dev.pgtier.migrations.schema;

import dev.pgtier.migrations.schema.SchemaChange.Sort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The objects that differ between two schemas, in a fixed order. */
public record SchemaDiff(List<SchemaChange> changes) {
  public SchemaDiff {
    changes = List.copyOf(changes);
  }

  static SchemaDiff between(Schema one, Schema other) {
    Map<String, SchemaObject> before = byIdentity(one);
    Map<String, SchemaObject> after = byIdentity(other);
    Set<String> identities = new TreeSet<>(before.keySet());
    identities.addAll(after.keySet());
    List<SchemaChange> changes = new ArrayList<>();
    for (String identity : identities) {
      SchemaObject was = before.get(identity);
      SchemaObject is = after.get(identity);
      if (was == null) {
        changes.add(change(Sort.ADDED, is, "", is.definition()));
      } else if (is == null) {
        changes.add(change(Sort.REMOVED, was, was.definition(), ""));
      } else if (!was.definition().equals(is.definition()) || was.counted() != is.counted()) {
        changes.add(change(Sort.CHANGED, is, was.definition(), is.definition()));
      }
    }
    changes.removeIf(change -> saidAlready(change, before, after));
    return new SchemaDiff(changes);
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** For people, a line or more an object. */
  public List<String> lines() {
    return changes.stream().flatMap(change -> change.lines().stream()).toList();
  }

  private static Map<String, SchemaObject> byIdentity(Schema schema) {
    Map<String, SchemaObject> objects = new TreeMap<>();
    schema.objects().forEach(object -> objects.put(object.identity(), object));
    return objects;
  }

  private static SchemaChange change(Sort sort, SchemaObject object, String before, String after) {
    return new SchemaChange(sort, object.kind(), object.name(), before, after, object.counted());
  }

  /** Whether another change implies it: a new table has an owner and an order of columns. */
  private static boolean saidAlready(
      SchemaChange change, Map<String, SchemaObject> before, Map<String, SchemaObject> after) {
    if (change.kind().equals(SchemaObject.OWNER)) {
      return before.containsKey(change.name()) != after.containsKey(change.name());
    }
    if (!change.kind().equals(SchemaObject.COLUMN_ORDER)) {
      return false;
    }
    List<String> was = new ArrayList<>(columns(change.before()));
    List<String> is = new ArrayList<>(columns(change.after()));
    Set<String> common = new HashSet<>(was);
    common.retainAll(is);
    List<String> appended = is.stream().filter(name -> !common.contains(name)).toList();
    was.retainAll(common);
    List<String> expected = new ArrayList<>(was);
    expected.addAll(appended);
    return change.sort() != Sort.CHANGED || expected.equals(is);
  }

  private static List<String> columns(String order) {
    return Arrays.asList(order.split(", "));
  }
}
