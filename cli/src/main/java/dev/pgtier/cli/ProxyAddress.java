package dev.pgtier.cli;

import dev.pgtier.cli.config.Configuration;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Where a proxy is that runs in another process. */
public final class ProxyAddress {
  private ProxyAddress() {}

  /**
   * As the configuration says it.
   *
   * @throws CommandException if it does not, or leaves the port to chance
   */
  public static InetSocketAddress of(Path file, Configuration configuration)
      throws CommandException {
    if (configuration.proxy().isEmpty()) {
      throw new CommandException(file + " has no \"proxy\", so there is none to ask");
    }
    InetSocketAddress listen = configuration.proxy().get().listen();
    if (listen.getPort() == 0) {
      throw new CommandException(
          file + " lets the proxy take any port, so nobody here knows it; give proxy.listen one");
    }
    return listen;
  }
}
