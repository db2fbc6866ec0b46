/**
 * What makes a search fast: stretches of the log as Parquet, in a directory that may be deleted.
 *
 * <p>Must not know: filters, the chain's truth. What is here is derived and proves nothing.
 */
package dev.pgtier.audit.search.index;
