/**
 * Strict reading of YAML: every mistake of a file at once, with its place and what was meant.
 *
 * <p>Must not know: what a tier or a configuration is, the file system.
 */
package dev.pgtier.policies.yaml;
