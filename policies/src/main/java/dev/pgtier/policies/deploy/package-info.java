/**
 * What the deploy tier asks about: which statement of which approved file comes next.
 *
 * <p>The port between whoever relays statements and whoever knows the approvals. Must not know
 * either.
 */
package dev.pgtier.policies.deploy;
