package dev.pgtier.cli;

/** Where the parts of a demo listen on loopback; 0 takes a free port. */
record DemoPorts(int proxy, int admin, int postgres, int mcpInspect, int mcpValidate) {
  /** Passes if all of them can be had. */
  void requireFree() throws CommandException {
    Ports.requireFree(proxy, "--port");
    Ports.requireFree(admin, "--admin-port");
    Ports.requireFree(postgres, "--postgres-port");
    Ports.requireFree(mcpInspect, "--mcp-port");
    Ports.requireFree(mcpValidate, "--mcp-write-port");
  }
}
