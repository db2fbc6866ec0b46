package dev.pgtier.proxy.session;

import dev.pgtier.proxy.session.Pending.Undo;

/**
 * An Execute underway, or a Query that fetches from a cursor: whose rows come, and what to undo.
 */
final class PortalRun implements Undo {
  private final Portal portal;
  private final Undo names;
  private Undo before;

  PortalRun(Portal portal, Undo names) {
    this.portal = portal;
    this.names = names;
  }

  void before(Undo settings) {
    before = settings;
  }

  Portal portal() {
    return portal;
  }

  @Override
  public void undo() {
    if (before != null) {
      before.undo();
    }
    if (names != null) {
      names.undo();
    }
  }
}
