package dev.pgtier.proxy.loop;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One tick for all connections of an event loop: five thousand sessions with three deadlines each
 * cost one timer, not fifteen thousand.
 */
public final class Watch {
  /** How late a deadline may be noticed. */
  public static final long TICK_MILLIS = 250;

  /** Something with deadlines; both methods are called on its event loop. */
  public interface Watched {
    /**
     * Looks at the deadlines.
     *
     * @param now {@link System#nanoTime}
     * @return whether to go on watching
     */
    boolean tick(long now);
  }

  private final Map<EventLoop, List<Watched>> watched = new ConcurrentHashMap<>();

  /** Starts to watch; called on {@code loop}. */
  public void add(EventLoop loop, Watched one) {
    watched
        .computeIfAbsent(
            loop,
            l -> {
              List<Watched> list = new ArrayList<>();
              l.scheduleWithFixedDelay(
                  () -> tick(list), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
              return list;
            })
        .add(one);
  }

  private static void tick(List<Watched> list) {
    long now = System.nanoTime();
    for (int i = list.size() - 1; i >= 0; i--) {
      if (!list.get(i).tick(now)) {
        int last = list.size() - 1;
        list.set(i, list.get(last));
        list.remove(last);
      }
    }
  }
}
