package dev.pgtier.cli.config;

import dev.pgtier.audit.seal.Keys;
import dev.pgtier.migrations.state.ApprovalRules;
import dev.pgtier.migrations.state.Approver;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** {@code migrations.approvers} and {@code migrations.approvals}. */
final class ApprovalsReader {
  static final dev.pgtier.policies.yaml.Keys APPROVER =
      dev.pgtier.policies.yaml.Keys.of("an approver", "name", "public-key");
  static final dev.pgtier.policies.yaml.Keys APPROVALS =
      dev.pgtier.policies.yaml.Keys.of(
          "approvals", "required", "not-author", "expire", "validation");

  private static final int MOST = 100;
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  private ApprovalsReader() {}

  static ApprovalRules read(Value approvers, Value approvals, Context context) {
    List<Approver> who = approvers(approvers, context);
    if (!approvals.present()) {
      return ApprovalRules.DEFAULT.with(who);
    }
    Section section = approvals.section(APPROVALS);
    Value number = section.optional("required");
    OptionalLong required = number.present() ? number.count(1, MOST) : OptionalLong.empty();
    Value expire = section.optional("expire");
    Optional<Duration> lasting =
        expire.present() ? expire.duration(SHORTEST, LONGEST) : Optional.empty();
    Value validation = section.optional("validation");
    Optional<Duration> validated =
        validation.present() ? validation.duration(SHORTEST, LONGEST) : Optional.empty();
    if (required.isPresent() && approvers.present() && required.getAsLong() > who.size()) {
      number.mistake(
          "%d approvals are required, and there are %d approvers"
              .formatted(required.getAsLong(), who.size()));
    }
    return new ApprovalRules(
        who,
        (int) required.orElse(ApprovalRules.DEFAULT.required()),
        section.optional("not-author").flag(ApprovalRules.DEFAULT.notAuthor()),
        lasting.orElse(ApprovalRules.DEFAULT.expire()),
        validated);
  }

  private static List<Approver> approvers(Value value, Context context) {
    List<Approver> approvers = new ArrayList<>();
    Set<String> seen = References.none();
    Set<String> keys = References.none();
    for (Value item : value.items()) {
      Section section = item.section(APPROVER);
      Optional<String> name = References.fresh(section.required("name"), seen);
      Value spelled = section.required("public-key");
      Optional<String> text = context.text(spelled);
      Optional<PublicKey> key = text.flatMap(Keys::ofBase64);
      if (text.isPresent() && !keys.add(text.get())) {
        spelled.mistake("another approver has this key; a signature must tell them apart");
      } else if (text.isPresent() && key.isEmpty()) {
        spelled.mistake("this is no public key as pgtier keygen prints it");
      }
      name.ifPresent(who -> key.ifPresent(open -> approvers.add(new Approver(who, open))));
    }
    return approvers;
  }
}
