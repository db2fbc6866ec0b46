package dev.pgtier.proxy.session;

import dev.pgtier.proxy.session.Pending.Undo;

/** A statement's message underway: what its failure takes back, and what is recorded of it. */
class Run implements Undo {
  private Undo before;
  private Refusal refusal;
  private Account account;
  private Runnable whenRefused;

  /** Takes this back too. */
  final void before(Undo settings) {
    before = settings;
  }

  /** Whose rows it returns; null for none that is kept. */
  Portal portal() {
    return null;
  }

  /** A statement of it has ended well. */
  void completed() {}

  /** It is not run: this is said in the place of the error that what goes upstream causes. */
  final void refuse(Refusal instead) {
    refusal = instead;
  }

  /** What is said instead of an error; null for the server's own. */
  final Refusal refusal() {
    return refusal;
  }

  /** Does this once the client is told that it is refused. */
  final void whenRefused(Runnable action) {
    whenRefused = action;
  }

  /** The client is told that it is refused. */
  final void told() {
    if (whenRefused != null) {
      whenRefused.run();
    }
  }

  final void account(Account records) {
    account = records;
  }

  /** What is recorded of it; null for nothing. */
  final Account account() {
    return account;
  }

  @Override
  public void undo() {
    if (before != null) {
      before.undo();
    }
    if (account != null) {
      account.passedOver();
    }
  }
}
