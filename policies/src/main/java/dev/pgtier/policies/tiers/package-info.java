/**
 * From the text of a tier's YAML file to the tier, and the three tiers that ship.
 *
 * <p>Must not know: where the files of a configuration lie, who uses a tier.
 */
package dev.pgtier.policies.tiers;
