package dev.pgtier.proxy.upstream;

import com.ongres.scram.common.ScramFunctions;
import dev.pgtier.proxy.scram.Scram;
import dev.pgtier.proxy.wire.Bytes;
import java.nio.charset.StandardCharsets;

/** What a password becomes under one salt and iteration count: all that SCRAM needs of it. */
record ScramKeys(Bytes clientKey, Bytes serverKey) {
  /** Takes milliseconds. */
  static ScramKeys derive(String password, Bytes salt, int iterations) {
    byte[] salted = Scram.saltedPassword(password, salt.toByteArray(), iterations);
    return new ScramKeys(
        Bytes.copyOf(ScramFunctions.clientKey(Scram.MECHANISM, salted)),
        Bytes.copyOf(ScramFunctions.serverKey(Scram.MECHANISM, salted)));
  }

  byte[] proof(String authMessage) {
    byte[] storedKey = ScramFunctions.storedKey(Scram.MECHANISM, clientKey.toByteArray());
    byte[] signature = ScramFunctions.clientSignature(Scram.MECHANISM, storedKey, authMessage);
    return ScramFunctions.clientProof(clientKey.toByteArray(), signature);
  }

  Bytes serverSignature(String authMessage) {
    return Bytes.copyOf(
        ScramFunctions.hmac(
            Scram.MECHANISM,
            serverKey.toByteArray(),
            authMessage.getBytes(StandardCharsets.UTF_8)));
  }
}
