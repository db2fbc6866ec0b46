package dev.pgtier.migrations.state;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When a migration is approved.
 *
 * @param required how many approvers must agree
 * @param notAuthor whether the author's own yes does not count
 * @param expire how long an approval lasts
 * @param validation how old a validation may be when its file is begun; empty for any age
 */
public record ApprovalRules(
    List<Approver> approvers,
    int required,
    boolean notAuthor,
    Duration expire,
    Optional<Duration> validation) {
  /** One approver, who is not the author; seven days. */
  public static final ApprovalRules DEFAULT =
      new ApprovalRules(List.of(), 1, true, Duration.ofDays(7));

  public ApprovalRules {
    approvers = List.copyOf(approvers);
  }

  /** Of validations of any age. */
  public ApprovalRules(List<Approver> approvers, int required, boolean notAuthor, Duration expire) {
    this(approvers, required, notAuthor, expire, Optional.empty());
  }

  public ApprovalRules with(List<Approver> others) {
    return new ApprovalRules(others, required, notAuthor, expire, validation);
  }

  public Optional<Approver> approver(String name) {
    return approvers.stream().filter(approver -> approver.name().equals(name)).findFirst();
  }

  /** Whether these are one person's names, as far as they tell. */
  static boolean isSame(String name, String author) {
    return name.toLowerCase(Locale.ROOT).equals(author.strip().toLowerCase(Locale.ROOT));
  }
}
