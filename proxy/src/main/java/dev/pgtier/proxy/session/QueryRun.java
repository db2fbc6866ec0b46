package dev.pgtier.proxy.session;

import dev.pgtier.proxy.session.Pending.Undo;
import java.util.ArrayList;
import java.util.List;

/**
 * A Query underway that changes names or settings, statement by statement; those that have ended
 * are not undone by the failure of a later one.
 */
final class QueryRun extends Run {
  private final List<Undo> steps = new ArrayList<>();
  private final Portal portal;
  private int done;

  /**
   * Of no statement yet.
   *
   * @param portal that it fetches from; null for none
   */
  QueryRun(Portal portal) {
    this.portal = portal;
  }

  /** The next statement's; null if it changes nothing. */
  void add(Undo step) {
    steps.add(step);
  }

  @Override
  Portal portal() {
    return portal;
  }

  @Override
  void completed() {
    done++;
  }

  @Override
  public void undo() {
    super.undo();
    for (int i = steps.size() - 1; i >= done; i--) {
      if (steps.get(i) != null) {
        steps.get(i).undo();
      }
    }
  }
}
