package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** What a frontend says once the StartupMessage is sent. */
public sealed interface FrontendMessage extends Message
    permits Bind,
        Close,
        CopyData,
        CopyDone,
        CopyFail,
        Describe,
        Execute,
        Flush,
        FunctionCall,
        Parse,
        PasswordMessage,
        Query,
        SASLInitialResponse,
        SASLResponse,
        Sync,
        Terminate {
  /**
   * Reads all of {@code body}, the frame without type and length, and copies what it keeps. Type
   * PASSWORD is refused, as the server does once somebody is logged in: before that, the request it
   * answers tells which of {@link PasswordMessage}, {@link SASLInitialResponse} and {@link
   * SASLResponse} to decode.
   *
   * @throws ProtocolViolation if the body is anything else
   */
  static FrontendMessage decode(FrontendType type, ByteBuf body) {
    FrontendMessage message =
        switch (type) {
          case BIND -> Bind.decode(body);
          case CLOSE -> Close.decode(body);
          case COPY_DATA -> CopyData.decode(body);
          case COPY_DONE -> new CopyDone();
          case COPY_FAIL -> CopyFail.decode(body);
          case DESCRIBE -> Describe.decode(body);
          case EXECUTE -> Execute.decode(body);
          case FLUSH -> new Flush();
          case FUNCTION_CALL -> FunctionCall.decode(body);
          case PARSE -> Parse.decode(body);
          case PASSWORD ->
              throw new ProtocolViolation("invalid frontend message type " + type.code());
          case QUERY -> Query.decode(body);
          case SYNC -> new Sync();
          case TERMINATE -> new Terminate();
        };
    Wire.requireEnd(body);
    return message;
  }
}
