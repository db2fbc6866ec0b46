/**
 * A file of SQL as psql would send it: statements by PostgreSQL's own grammar, the data of COPY
 * between them, and what its comments promise. It knows no file, no server and no ledger.
 */
package dev.pgtier.policies.script;
