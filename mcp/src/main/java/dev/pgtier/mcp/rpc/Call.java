package dev.pgtier.mcp.rpc;

import dev.pgtier.mcp.call.Caller;
import dev.pgtier.mcp.call.Cancellation;
import dev.pgtier.mcp.call.Progress;

/** Who makes a request, how to tell them that it goes on, and whether they still wait. */
public record Call(Caller caller, Progress progress, Cancellation cancellation) {}
