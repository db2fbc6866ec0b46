/**
 * What a tier lets statements do: analyses, tier and catalogue in, decision out; stricter wins.
 *
 * <p>Must not know: the tree, the protocol, the clock, where a catalogue comes from.
 */
package dev.pgtier.policies.decision;
