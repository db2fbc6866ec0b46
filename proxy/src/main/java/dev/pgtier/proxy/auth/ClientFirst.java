package dev.pgtier.proxy.auth;

import dev.pgtier.proxy.scram.Scram;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.ProtocolViolation;

/**
 * SCRAM's client-first-message.
 *
 * @param gs2Header which the client-final-message must repeat
 * @param bare what follows it
 * @param nonce the client's half
 */
record ClientFirst(String gs2Header, String bare, String nonce) {
  private static final int SHOWN_NAME_LENGTH = 30;

  /**
   * Reads one, with the errors that PostgreSQL gives.
   *
   * @param plus whether the client chose the mechanism with channel binding
   * @param plusOffered whether it could have
   * @throws ProtocolViolation if it is anything else, or asks for what PostgreSQL does not have
   */
  static ClientFirst parse(Bytes message, boolean plus, boolean plusOffered) {
    ScramAttributes in = ScramAttributes.of(message);
    readChannelBindingFlag(in, plus, plusOffered);
    if (in.peek() == 'a') {
      throw new ProtocolViolation(
          "0A000", "client uses authorization identity, but it is not supported");
    }
    if (in.peek() != ',') {
      throw ScramAttributes.malformed(
          "Unexpected attribute \""
              + ScramAttributes.shown(in.peek())
              + "\" in client-first-message.");
    }
    in.skip();
    String gs2Header = in.before(in.position());
    String bare = in.rest();
    if (in.peek() == 'm') {
      throw new ProtocolViolation("0A000", "client requires an unsupported SCRAM extension");
    }
    // Manual: "the user name that was already sent in the startup message is used instead".
    in.value('n');
    String nonce = in.value('r');
    if (!nonce.chars().allMatch(c -> ScramAttributes.isPrintable((char) c))) {
      throw new ProtocolViolation("non-printable characters in SCRAM nonce");
    }
    while (!in.atEnd()) {
      in.anyValue();
    }
    return new ClientFirst(gs2Header, bare, nonce);
  }

  private static void readChannelBindingFlag(
      ScramAttributes in, boolean plus, boolean plusOffered) {
    switch (in.peek()) {
      case 'n', 'y' -> {
        if (plus) {
          throw ScramAttributes.malformed(
              "The client selected SCRAM-SHA-256-PLUS, but the SCRAM message does not include"
                  + " channel binding data.");
        }
        if (in.peek() == 'y' && plusOffered) {
          throw new ProtocolViolation(
              "28000",
              "SCRAM channel binding negotiation error",
              "The client supports SCRAM channel binding but thinks the server does not."
                  + "  However, this server does support channel binding.");
        }
        in.skip();
        in.skipComma();
      }
      case 'p' -> {
        if (!plus) {
          throw ScramAttributes.malformed(
              "The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message"
                  + " includes channel binding data.");
        }
        String type = in.value('p');
        if (!type.equals(Scram.TLS_SERVER_END_POINT)) {
          throw new ProtocolViolation(
              "unsupported SCRAM channel-binding type \"" + shownName(type) + "\"");
        }
      }
      default ->
          throw ScramAttributes.malformed(
              "Unexpected channel-binding flag \"" + ScramAttributes.shown(in.peek()) + "\".");
    }
  }

  private static String shownName(String name) {
    StringBuilder shown = new StringBuilder();
    name.chars()
        .limit(SHOWN_NAME_LENGTH)
        .forEach(c -> shown.append(ScramAttributes.isPrintable((char) c) ? (char) c : '?'));
    return shown.toString();
  }
}
