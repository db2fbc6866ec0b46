package dev.pgtier.migrations.state;

import java.security.PublicKey;

/** Who may say yes or no. */
public record Approver(String name, PublicKey key) {}
