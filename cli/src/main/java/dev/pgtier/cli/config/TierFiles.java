package dev.pgtier.cli.config;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.tiers.TierReader;
import dev.pgtier.policies.yaml.Mistake;
import dev.pgtier.policies.yaml.Mistakes;
import dev.pgtier.policies.yaml.Nearest;
import dev.pgtier.policies.yaml.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code tiers:}: the tier files that the configuration names. */
final class TierFiles {
  /** One byte more than the reader takes, so that it sees that a file is too large. */
  private static final int MAX_BYTES = (1 << 20) + 1;

  private final Context context;
  private final Set<String> upstreams;
  private final Map<String, Tier> tiers = new LinkedHashMap<>();
  private final List<Mistake> mistakes = new ArrayList<>();
  private boolean whole = true;

  private TierFiles(Context context, Set<String> upstreams) {
    this.context = context;
    this.upstreams = upstreams;
  }

  /**
   * Reads them all.
   *
   * @param upstreams the names that a tier may refer to
   */
  static TierFiles read(Value value, Context context, Set<String> upstreams) {
    TierFiles files = new TierFiles(context, upstreams);
    List<Value> items = value.items();
    if (items.isEmpty()) {
      value.mistake("at least one tier is needed");
    }
    items.forEach(files::add);
    return files;
  }

  /** By name. */
  Map<String, Tier> tiers() {
    return tiers;
  }

  /** Of the tier files themselves. */
  List<Mistake> mistakes() {
    return mistakes;
  }

  /** Whether every file gave its tier; else a name that is not there may be in a broken file. */
  boolean whole() {
    return whole;
  }

  private void add(Value item) {
    Optional<Tier> tier = context.path(item).flatMap(path -> readFile(item, path));
    if (tier.isEmpty()) {
      whole = false;
      return;
    }
    String name = tier.get().name();
    if (tiers.putIfAbsent(name, tier.get()) != null) {
      item.mistake("the tier \"%s\" is in a file before this one already".formatted(name));
    }
    if (!upstreams.contains(tier.get().upstream())) {
      item.mistake(
          "the tier \"%s\" uses the upstream %s, which is not among the upstreams%s"
              .formatted(
                  name,
                  Value.quote(tier.get().upstream()),
                  Nearest.hint(tier.get().upstream(), upstreams, "")));
    }
  }

  private Optional<Tier> readFile(Value item, Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      Mistakes found = new Mistakes(path.toString());
      Optional<Tier> tier = TierReader.read(in.readNBytes(MAX_BYTES), found);
      mistakes.addAll(found.all());
      return tier;
    } catch (IOException e) {
      item.mistake("cannot read the tier file " + path + ": " + FileTrouble.of(e));
      return Optional.empty();
    }
  }
}
