/**
 * The tutorial, played on a demo that runs: who asks for what, what should happen, what happened.
 *
 * <p>Everything goes by real sockets and real commands. Must not reach into the rooms: it knows
 * what a user of the demo knows.
 */
package dev.pgtier.cli.story;
