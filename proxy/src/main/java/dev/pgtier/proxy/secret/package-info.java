/**
 * Passwords and tokens that are looked up when they are needed and never printed.
 *
 * <p>Must not know: what they are for, where a configuration file names them.
 */
package dev.pgtier.proxy.secret;
