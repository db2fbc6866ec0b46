package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;

/**
 * Where a session comes from.
 *
 * @param address host and port
 * @param application its {@code application_name}, or null
 */
public record Client(String address, String application) {
  private static final byte[] CLIENT = JsonBytes.field("client");
  private static final byte[] ADDRESS = JsonBytes.field("address");
  private static final byte[] APPLICATION = JsonBytes.field("application");

  void write(JsonBytes out) {
    out.name(CLIENT).raw('{').field(ADDRESS, address).field(APPLICATION, application).raw('}');
  }
}
