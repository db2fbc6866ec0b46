package dev.pgtier.proxy.session;

import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.deploy.ApprovedFiles;
import dev.pgtier.proxy.Bounds;
import dev.pgtier.proxy.auth.ScramServers;
import dev.pgtier.proxy.catalog.Catalogs;
import dev.pgtier.proxy.judge.Judge;
import dev.pgtier.proxy.loop.Watch;
import dev.pgtier.proxy.metrics.Metrics;
import dev.pgtier.proxy.record.Recorder;
import dev.pgtier.proxy.tls.ListenerTls;
import dev.pgtier.proxy.upstream.Dialer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What all sessions share.
 *
 * @param policy the set in force now
 * @param tls what new connections begin with
 * @param approvedFiles what tiers of approved migrations run; empty where none may
 * @param blocking runs what reads and writes files
 * @param shipped PostgreSQL's own catalogue, by which tiers that write are judged
 */
public record SessionServices(
    Supplier<Policy> policy,
    Supplier<ListenerTls> tls,
    Bounds bounds,
    Dialer dialer,
    Sessions sessions,
    HeldBytes heldBytes,
    Metrics metrics,
    Watch watch,
    ScramServers scram,
    Judge judge,
    Catalogs catalogs,
    Catalog shipped,
    Recorder recorder,
    Supplier<Optional<ApprovedFiles>> approvedFiles,
    Executor blocking) {}
