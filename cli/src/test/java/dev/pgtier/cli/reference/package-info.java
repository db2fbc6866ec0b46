/**
 * The reference of the YAML files as one model: tables of the documents and JSON Schemas are made
 * of it.
 *
 * <p>Must not know: how a file is read; that readers agree with the model is for tests beside them.
 */
package dev.pgtier.cli.reference;
