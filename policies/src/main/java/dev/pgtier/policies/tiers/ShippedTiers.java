package dev.pgtier.policies.tiers;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.yaml.Mistakes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The tiers of {@code policies/tiers/}, as they were when this was built. */
public final class ShippedTiers {
  private ShippedTiers() {}

  /** Read production, change nothing. */
  public static Tier inspect() {
    return load("inspect.yaml");
  }

  /** Write freely, on a clone. */
  public static Tier validate() {
    return load("validate.yaml");
  }

  /** Run on production only a migration that was validated and approved. */
  public static Tier deploy() {
    return load("deploy.yaml");
  }

  private static Tier load(String file) {
    try (InputStream in = ShippedTiers.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("built without " + file);
      }
      Mistakes mistakes = new Mistakes(file);
      return TierReader.read(in.readAllBytes(), mistakes)
          .orElseThrow(() -> new IllegalStateException(mistakes.all().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
