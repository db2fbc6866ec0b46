/**
 * What a server's catalogue says of the names in a statement: functions, operators, types, views.
 *
 * <p>Must not know: tiers, verdicts, JDBC, how the rows were fetched.
 */
package dev.pgtier.policies.catalog;
