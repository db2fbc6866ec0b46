package dev.pgtier.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ctrl-C and SIGTERM as a request that the command answers in its own order, because shutdown hooks
 * run all at once and leave no way to hurry.
 *
 * <p>The first signal is a request; the second ends the process at once.
 */
public final class StopSignal {
  /** Thrown where a command sees, between two steps, that it was asked to stop. */
  public static final class Stopped extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static final int INTERRUPTED = 130;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final AtomicReference<String> signal = new AtomicReference<>();
  private volatile Runnable onForce = () -> {};
  private volatile Runnable onHangup = () -> receive("HUP");

  private StopSignal() {}

  /**
   * Takes INT, TERM and HUP over for the rest of the process's life. A signal that the process was
   * started with as ignored (nohup, a script's background job) stays ignored.
   */
  public static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String name : List.of("INT", "TERM")) {
      handle(name, () -> stop.receive(name));
    }
    handle("HUP", stop::hangUp);
    return stop;
  }

  /** What a second signal does before the process ends; it must not wait for anything. */
  public void onForce(Runnable action) {
    onForce = action;
  }

  /** What HUP does from now on in place of stopping. */
  public void onHangup(Runnable action) {
    onHangup = action;
  }

  /** Passes while nobody asked to stop. */
  public void check() throws Stopped {
    if (requested()) {
      throw new Stopped();
    }
  }

  public boolean requested() {
    return requested.getCount() == 0;
  }

  /** Waits until somebody asks to stop, or {@link #request} is called. */
  public void await() throws InterruptedException {
    requested.await();
  }

  /** Asks to stop from inside, as when a part that the command needs has ended. */
  public void request() {
    requested.countDown();
  }

  /** What the command's process answers to the shell: 130 after Ctrl-C, else 0. */
  public int exitCode() {
    return "INT".equals(signal.get()) ? INTERRUPTED : 0;
  }

  private void hangUp() {
    onHangup.run();
  }

  private void receive(String name) {
    if (signal.compareAndSet(null, name)) {
      request();
      return;
    }
    onForce.run();
    Runtime.getRuntime().halt(INTERRUPTED);
  }

  /**
   * By reflection: the compiler warns of sun.misc beyond any suppression, and warnings are errors.
   */
  private static void handle(String name, Runnable action) {
    InvocationHandler handler =
        (self, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return method.invoke(action, arguments);
          }
          action.run();
          return null;
        };
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(), new Class<?>[] {signalHandler}, handler);
      signal
          .getMethod("handle", signal, signalHandler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no sun.misc.Signal for " + name, e);
    }
  }
}
