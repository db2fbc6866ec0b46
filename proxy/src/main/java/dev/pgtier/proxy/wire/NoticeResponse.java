package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** NoticeResponse (B): a warning or remark, at any time. */
public record NoticeResponse(Fields fields) implements BackendMessage {
  static NoticeResponse decode(ByteBuf body) {
    return new NoticeResponse(Fields.decode(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.NOTICE_RESPONSE.code());
    fields.encode(out);
    Wire.end(out, start);
  }
}
