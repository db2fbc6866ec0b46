package dev.pgtier.cli.cloning;

import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.ConnectionParameters.Password;
import dev.pgtier.migrations.database.ConnectionParameters.Tls;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.secret.SecretException;
import dev.pgtier.proxy.upstream.Upstream;

/** Upstreams as the migrations room knows them. */
public final class Parameters {
  private Parameters() {}

  public static ConnectionParameters of(Upstream upstream) {
    return new ConnectionParameters(
        upstream.host(),
        upstream.port(),
        upstream.database(),
        upstream.user(),
        upstream.password().map(Parameters::password),
        switch (upstream.tls()) {
          case DISABLE -> Tls.DISABLE;
          case REQUIRE -> Tls.REQUIRE;
          case VERIFY_CA -> Tls.VERIFY_CA;
          case VERIFY_FULL -> Tls.VERIFY_FULL;
        },
        upstream.ca());
  }

  private static Password password(Secret secret) {
    return () -> {
      try {
        return secret.reveal();
      } catch (SecretException e) {
        throw new DatabaseException(e.getMessage());
      }
    };
  }
}
