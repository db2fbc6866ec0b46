/**
 * From a text to a decision, off the caller's thread: the parser's pool, the walk, the rules. It
 * knows nothing of sessions, sockets or caches; whoever asks keeps the answers.
 */
package dev.pgtier.policies.judge;
