"""Medians and ratios of what a benchmark measured: summary.py pgbench|bulk, its lines on standard input."""

import statistics
import sys
from collections import defaultdict

ORDER = ["direct", "pgtier", "pgbouncer", "haproxy"]


def medians(lines, keys):
    """{key: {target: [median of each figure]}}, keys in the order in which they came."""
    found = defaultdict(lambda: defaultdict(list))
    for line in lines:
        fields = line.rstrip("\n").split("\t")
        found[tuple(fields[:keys])][fields[keys]].append([float(f) for f in fields[keys + 1:]])
    return {
        key: {t: [statistics.median(c) for c in zip(*rows)] for t, rows in targets.items()}
        for key, targets in found.items()
    }


def ratio(value, base):
    return f"{value / base:.2f}" if base else "-"


def table(head, rows):
    widths = [max(len(str(r[i])) for r in [head, *rows]) for i in range(len(head))]
    for row in [head, ["-" * w for w in widths], *rows]:
        print("| " + " | ".join(str(c).rjust(w) for c, w in zip(row, widths)) + " |")


def pgbench(lines):
    rows = []
    for (mode, clients), targets in medians(lines, 2).items():
        direct, bouncer = targets["direct"], targets.get("pgbouncer")
        for target in (t for t in ORDER if t in targets):
            tps, p50, p99, cpu = targets[target]
            added = ["", ""] if target == "direct" else [f"{p50 - direct[1]:+.0f}", f"{p99 - direct[2]:+.0f}"]
            rows.append([
                mode, clients, target, f"{tps:.0f}", ratio(tps, direct[0]),
                ratio(tps, bouncer[0]) if bouncer else "-", f"{p50:.0f}", f"{p99:.0f}", *added,
                "" if target == "direct" else f"{cpu:.1f}",
                "" if target == "direct" or not bouncer else ratio(cpu, bouncer[3]),
            ])
    table(["mode", "clients", "through", "tps", "of direct", "of pgbouncer", "p50 µs", "p99 µs", "added p50",
           "added p99", "CPU µs", "of pgbouncer's"], rows)


def bulk(lines):
    rows = []
    for (what,), targets in medians(lines, 1).items():
        for target in (t for t in ORDER if t in targets):
            seconds, cpu = targets[target]
            rows.append([what, target, f"{seconds:.2f}", ratio(seconds, targets["direct"][0]),
                         "" if target == "direct" else f"{cpu / 1000:.2f}"])
    table(["what", "through", "seconds", "of direct", "CPU s"], rows)


{"pgbench": pgbench, "bulk": bulk}[sys.argv[1]](sys.stdin)
