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
   * @throws ConfigurationException if it does not, or leaves the port to chance
   */
  public static InetSocketAddress of(Path file, Configuration configuration)
      throws ConfigurationException {
    if (configuration.proxy().isEmpty()) {
      throw ConfigurationException.of(
          file, "this needs \"proxy\", which says where the proxy to ask is");
    }
    InetSocketAddress listen = configuration.proxy().get().listen();
    if (listen.getPort() == 0) {
      throw ConfigurationException.of(
          file, "proxy.listen has port 0, which only the proxy itself knows; give it one");
    }
    return listen;
  }
}
