package dev.pgtier.cli.config;

import dev.pgtier.proxy.secret.Secret;

/** As whom a part of pgtier logs in at the proxy. */
public record Login(String principal, Secret password) {}
