package dev.pgtier.mcp.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** An error of JSON-RPC: the request was not understood, so no tool was called. */
public final class RpcException extends Exception {
  public static final int PARSE_ERROR = -32700;
  public static final int INVALID_REQUEST = -32600;
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL_ERROR = -32603;

  /** Headers and body of a request disagree; MCP 2026-07-28. */
  public static final int HEADER_MISMATCH = -32020;

  /** MCP 2026-07-28. */
  public static final int UNSUPPORTED_VERSION = -32022;

  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient Optional<JsonNode> data;

  public RpcException(int code, String message) {
    this(code, message, Optional.empty(), null);
  }

  public RpcException(int code, String message, Throwable cause) {
    this(code, message, Optional.empty(), cause);
  }

  public RpcException(int code, String message, JsonNode data) {
    this(code, message, Optional.of(data), null);
  }

  private RpcException(int code, String message, Optional<JsonNode> data, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.data = data;
  }

  public int code() {
    return code;
  }

  public Optional<JsonNode> data() {
    return data;
  }
}
