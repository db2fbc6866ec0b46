package dev.pgtier.proxy.auth;

import dev.pgtier.proxy.wire.Authentication.AuthenticationSASLContinue;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASLFinal;
import dev.pgtier.proxy.wire.ErrorResponse;

/** What to answer to a client's message in a SASL exchange. */
public sealed interface Step {
  /** One more SASLResponse is due. */
  record Challenge(AuthenticationSASLContinue message) implements Step {}

  /** The client knows the password; AuthenticationOk may follow. */
  record Success(AuthenticationSASLFinal message) implements Step {}

  /** It does not, or there is no such principal: nobody can tell which. */
  record Failure(ErrorResponse message) implements Step {}
}
