package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** What a backend says. */
public sealed interface BackendMessage extends Message
    permits Authentication,
        BackendKeyData,
        BindComplete,
        CloseComplete,
        CommandComplete,
        CopyBothResponse,
        CopyData,
        CopyDone,
        CopyInResponse,
        CopyOutResponse,
        DataRow,
        EmptyQueryResponse,
        ErrorResponse,
        FunctionCallResponse,
        NegotiateProtocolVersion,
        NoData,
        NoticeResponse,
        NotificationResponse,
        ParameterDescription,
        ParameterStatus,
        ParseComplete,
        PortalSuspended,
        ReadyForQuery,
        RowDescription {
  /**
   * Reads all of {@code body}, the frame without type and length, and copies what it keeps. What is
   * not UTF-8 in a string becomes U+FFFD, so encode such a message only where that does no harm.
   *
   * @throws ProtocolViolation if the body is anything else
   */
  static BackendMessage decode(BackendType type, ByteBuf body) {
    BackendMessage message =
        switch (type) {
          case AUTHENTICATION -> Authentication.decode(body);
          case BACKEND_KEY_DATA -> BackendKeyData.decode(body);
          case BIND_COMPLETE -> new BindComplete();
          case CLOSE_COMPLETE -> new CloseComplete();
          case COMMAND_COMPLETE -> CommandComplete.decode(body);
          case COPY_BOTH_RESPONSE -> CopyBothResponse.decode(body);
          case COPY_DATA -> CopyData.decode(body);
          case COPY_DONE -> new CopyDone();
          case COPY_IN_RESPONSE -> CopyInResponse.decode(body);
          case COPY_OUT_RESPONSE -> CopyOutResponse.decode(body);
          case DATA_ROW -> DataRow.decode(body);
          case EMPTY_QUERY_RESPONSE -> new EmptyQueryResponse();
          case ERROR_RESPONSE -> ErrorResponse.decode(body);
          case FUNCTION_CALL_RESPONSE -> FunctionCallResponse.decode(body);
          case NEGOTIATE_PROTOCOL_VERSION -> NegotiateProtocolVersion.decode(body);
          case NO_DATA -> new NoData();
          case NOTICE_RESPONSE -> NoticeResponse.decode(body);
          case NOTIFICATION_RESPONSE -> NotificationResponse.decode(body);
          case PARAMETER_DESCRIPTION -> ParameterDescription.decode(body);
          case PARAMETER_STATUS -> ParameterStatus.decode(body);
          case PARSE_COMPLETE -> new ParseComplete();
          case PORTAL_SUSPENDED -> new PortalSuspended();
          case READY_FOR_QUERY -> ReadyForQuery.decode(body);
          case ROW_DESCRIPTION -> RowDescription.decode(body);
        };
    Wire.requireEnd(body);
    return message;
  }
}
