package dev.pgtier.policies.tiers;

import dev.pgtier.policies.Functions;
import dev.pgtier.policies.Relations;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.policies.yaml.Words;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code functions:} and {@code relations:} of a tier file: which objects may be named. */
final class ObjectsReader {
  static final Keys FUNCTIONS = Keys.of("functions", "allow", "also", "deny");
  static final Keys RELATIONS = Keys.of("relations", "allow", "deny");

  private static final Words<Functions.Allow> ALLOW = Words.of(Functions.Allow.class);
  private static final String PART = "[^\\s.*\"()]+";
  private static final Pattern FUNCTION =
      Pattern.compile("(%s\\.)?(%s\\*?|\\*)".formatted(PART, PART));
  private static final Pattern RELATION =
      Pattern.compile("%s\\.(%s\\*?|\\*)".formatted(PART, PART));
  private static final Pattern RELATION_OR_COLUMN =
      Pattern.compile("%s\\.(%s\\*?|\\*|%s\\.%s)".formatted(PART, PART, PART, PART));

  private ObjectsReader() {}

  static Functions functions(Value value) {
    Section functions = value.section(FUNCTIONS);
    Optional<Functions.Allow> allow = functions.required("allow").word(ALLOW);
    Value also = functions.optional("also");
    List<String> alsoNames = names(also);
    if (allow.equals(Optional.of(Functions.Allow.ANY))) {
      also.mistake("\"also\" adds nothing to allow: any");
    } else if (alsoNames.contains("*")) {
      also.mistake("\"*\" is every function; write allow: any if that is meant");
    }
    return new Functions(
        allow.orElse(Functions.Allow.NON_VOLATILE), alsoNames, names(functions.optional("deny")));
  }

  static Relations relations(Value value) {
    Section relations = value.section(RELATIONS);
    Value allow = relations.optional("allow");
    List<String> allowed = qualified(allow);
    if (allow.present() && allow.items().isEmpty()) {
      allow.mistake(
          "an empty list would allow every relation; leave \"allow\" out if that is meant");
    }
    return new Relations(allowed, denied(relations.optional("deny")));
  }

  private static List<String> names(Value list) {
    return patterns(list, FUNCTION, "a function: name or schema.name; * may end it, as in lo_*");
  }

  /** Relations as the catalogue spells them, each with its schema. */
  static List<String> qualified(Value list) {
    return patterns(list, RELATION, "schema.name; * may end it, as in public.* or public.log_*");
  }

  private static List<String> denied(Value list) {
    return patterns(
        list,
        RELATION_OR_COLUMN,
        "schema.name, or schema.name.column; * may end a name, as in public.* or public.log_*");
  }

  private static List<String> patterns(Value list, Pattern form, String example) {
    Set<String> patterns = new LinkedHashSet<>();
    for (Value item : list.items()) {
      Optional<String> pattern = item.text(form, example);
      if (pattern.isPresent() && !patterns.add(pattern.get())) {
        item.mistake("%s is in the list already".formatted(Value.quote(pattern.get())));
      }
    }
    return List.copyOf(patterns);
  }
}
