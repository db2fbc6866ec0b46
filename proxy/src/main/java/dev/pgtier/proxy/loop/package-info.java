/**
 * What every event loop needs: transports, a tick, an executor for what may block.
 *
 * <p>Must not know: PostgreSQL.
 */
package dev.pgtier.proxy.loop;
