package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Value;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Host and port as {@code host:port} or {@code [::1]:port}, and what is on this machine. */
final class Addresses {
  private static final int MAX_PORT = 65_535;
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\[\\]:\\s/]+)):([0-9]{1,5})");
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private Addresses() {}

  /** Where to listen; the port may be 0 for a free one. */
  static Optional<InetSocketAddress> listen(Value value, Context context) {
    Optional<String> text = context.text(value);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text.get());
    if (!form.matches() || Integer.parseInt(form.group(3)) > MAX_PORT) {
      value.mistake(
          Value.quote(text.get()) + " is not an address: host:port, such as 127.0.0.1:6432");
      return Optional.empty();
    }
    String host = form.group(1) == null ? form.group(2) : form.group(1);
    InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(form.group(3)));
    if (address.isUnresolved()) {
      value.mistake("nobody knows the host " + Value.quote(host));
      return Optional.empty();
    }
    return Optional.of(address);
  }

  /** Whether what is sent there stays on this machine; by the text alone, no name is looked up. */
  static boolean isLocal(String host) {
    return host.startsWith("/") || isLoopback(host);
  }

  /** Whether it is this machine by TCP; by the text alone. */
  static boolean isLoopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return LITERAL.matcher(host).matches() && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
