package dev.pgtier.proxy.session;

import dev.pgtier.proxy.session.Pending.Undo;

/** An Execute underway: whose rows come, and what to undo. */
final class PortalRun extends Run {
  private final Portal portal;
  private final Undo names;

  PortalRun(Portal portal, Undo names) {
    this.portal = portal;
    this.names = names;
  }

  @Override
  Portal portal() {
    return portal;
  }

  @Override
  public void undo() {
    super.undo();
    if (names != null) {
      names.undo();
    }
  }
}
