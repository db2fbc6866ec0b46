package dev.pgtier.proxy.admin;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the admin port shows and may ask for.
 *
 * @param readiness by upstream, the reason why it cannot be reached; empty strings for those that
 *     can. May block for some seconds
 * @param audit why the audit log cannot be written, so that statements are refused; empty if it can
 * @param metrics in Prometheus' text format
 * @param sessions one map a session, its keys in order
 * @param reload reads the policies again; returns the mistakes, none if they are in force now
 */
public record AdminSources(
    Supplier<Map<String, String>> readiness,
    Supplier<String> audit,
    Supplier<String> metrics,
    Supplier<List<Map<String, Object>>> sessions,
    Supplier<List<String>> reload) {}
