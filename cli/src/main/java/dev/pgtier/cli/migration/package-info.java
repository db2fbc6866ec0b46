/**
 * The subcommands of {@code pgtier migration}.
 *
 * <p>Must not decide anything: the migrations room does.
 */
package dev.pgtier.cli.migration;
