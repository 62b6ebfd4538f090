"""The table: every figure is a row with its bounds and how it follows from
what was measured."""

import statistics

from .points import PICTURES


class Missing(Exception):
    """What a figure needs was not measured."""


class Results:
    """What was measured, by group: medians of what was kept. Of a point that
    was never measured in quiet, of what was dropped; then noisy is set."""

    def __init__(self, groups):
        self.groups = groups
        self.noisy = False

    def samples(self, group, point):
        found = self.groups.get(group, {}).get("points", {}).get(point, {})
        if not found.get("kept") and found.get("dropped"):
            self.noisy = True
            return found["dropped"]
        return found.get("kept", [])

    def at(self, group, point, member="per_second"):
        values = [s[member] for s in self.samples(group, point)
                  if member in s]
        if not values:
            raise Missing("%s: %s of %s" % (group, member, point))
        return statistics.median(values)

    def ratio(self, group, above, below, member="per_second"):
        return self.at(group, above, member) / self.at(group, below, member)

    def task(self, name, member):
        found = self.groups.get(name, {}).get("task", {}).get(member)
        if found is None:
            raise Missing("%s: %s" % (name, member))
        return statistics.median(found) if isinstance(found, list) else found


class Figure:
    """at_least and aim are bounds from below, or from above with most=True."""

    def __init__(self, key, text, at_least, aim, compute, *, group,
                 most=False, unit=""):
        self.key = key
        self.text = text
        self.at_least = at_least
        self.aim = aim
        self.compute = compute
        self.group = group
        self.most = most
        self.unit = unit

    def bound(self, value):
        return ("≤ " if self.most else "≥ ") + self.show(value)

    def show(self, value):
        return ("%.0f" % value if value >= 20 else "%.3g" % value) + self.unit

    def holds(self, value, bound):
        return value <= bound if self.most else value >= bound

    def verdict(self, value):
        """Of a value that may be judged."""
        if self.holds(value, self.aim):
            return "yes, and the aim"
        return "yes" if self.holds(value, self.at_least) else "**no**"


def throughput(above, below, member="per_second"):
    return lambda r: r.ratio("throughput", above, below, member)


def of_peak(point):
    """Throughput ÷ the best of the points that are no overload."""
    def compute(r):
        peak = max(r.at("overload", p) for p in (
            "claimd busy 16x1", "claimd busy 64x1", "claimd busy 16x16"))
        return r.at("overload", point) / peak
    return compute


def of_sync_bound(r):
    """64 connections, two syncs of 2 ms at most for an answer."""
    return r.at("slow", "claimd slow 64x1") / (64 / 0.004)


ECHO, NGINX, REDIS = "echo 16x1", "nginx 16x1", "redis 16x1"
EMPTY, FULL = "claimd empty 16x1", "claimd 1M 16x1"
HUGE, SMALL = "claimd 10M 16x1", "claimd 10k 16x1"
DEAF, BUSY = "claimd beside deaf 16x1", "claimd busy 16x1"

FIGURES = [
    Figure("echo-empty", "claims/s ÷ bare TLS echo, ledger empty",
           0.22, 0.30, throughput(EMPTY, ECHO), group="throughput"),
    Figure("echo-1m", "claims/s ÷ bare TLS echo, ledger of 1 M claims",
           0.18, 0.25, throughput(FULL, ECHO), group="throughput"),
    Figure("postgresql-16", "claims/s ÷ PostgreSQL, 16 connections",
           4, 5, throughput(FULL, "postgresql 16x1"), group="throughput"),
    Figure("postgresql-64", "claims/s ÷ PostgreSQL, 64 connections",
           5, 8, throughput("claimd 1M 64x1", "postgresql 64x1"),
           group="throughput"),
    Figure("postgresql-p99", "p99 ÷ PostgreSQL's p99, ledger of 1 M",
           0.6, 0.35, throughput(FULL, "postgresql 16x1", "p99_us"),
           group="throughput", most=True),
    Figure("p99", "p99 ÷ p50, ledger of 1 M", 4, 2.5,
           lambda r: r.at("throughput", FULL, "p99_us")
           / r.at("throughput", FULL, "p50_us"),
           group="throughput", most=True),
    Figure("redis", "claims/s ÷ redis, `appendfsync always`, the same bytes",
           0.5, 0.7, throughput(FULL, REDIS), group="throughput"),
    Figure("in-flight", "16 in flight on each of 16 connections ÷ one",
           2, 3, throughput("claimd 1M 16x16", FULL), group="throughput"),
    Figure("processor", "server CPU per claim ÷ the echo's per line", 7, 5,
           throughput(FULL, ECHO, "cpu_us"), group="throughput", most=True),
    Figure("size", "claims/s, 10 M ÷ 10 000 claims in the ledger", 0.6, 0.8,
           lambda r: r.ratio("size", HUGE, SMALL), group="size"),
    Figure("size-p50", "p50, 10 M ÷ 10 000 claims in the ledger", 1.5, 1.2,
           lambda r: r.ratio("size", HUGE, SMALL, "p50_us"), group="size",
           most=True),
    Figure("simulate", "`simulate` ÷ `dispense`, requests/s", 2, 3,
           throughput("claimd 1M simulating 16x1", FULL),
           group="throughput"),
    Figure("memory", "resident memory: 100 000 articles, 1 M claims",
           120, 80, lambda r: r.task("memory", "working_mb"), group="memory",
           most=True, unit=" MB"),
    Figure("idle", "… and with 4 000 idle connections more", 100, 60,
           lambda r: r.task("memory", "idle_mb"), group="memory", most=True,
           unit=" MB"),
    Figure("start", "start with 10 M claims until ready, after kill -9",
           0.5, 0.2, lambda r: r.task("start", "ready_s"), group="start",
           most=True, unit=" s"),
    Figure("handshakes", "full mTLS handshakes/s ÷ the echo's", 0.9, 1,
           lambda r: r.ratio("handshakes", "claimd handshakes 16x1",
                             "echo handshakes 16x1"), group="handshakes"),
    Figure("slow-sync", "2 ms added to each sync: claims/s of 64 connections "
           "÷ (64 ÷ 4 ms)", 0.8, 1, of_sync_bound, group="slow"),
    Figure("overload-64x64", "64 connections × 64 in flight ÷ peak claims/s",
           0.9, 1, of_peak("claimd busy 64x64"), group="overload"),
    Figure("overload-4096", "4 096 connections ÷ peak claims/s", 0.9, 1,
           of_peak("claimd busy 4096x1"), group="overload"),
    Figure("overload-memory", "resident memory at most, under both", 400, 250,
           lambda r: max(r.at("overload", p, "memory_most_kib") for p in (
               "claimd busy 64x64", "claimd busy 4096x1")) / 1024,
           group="overload", most=True, unit=" MB"),
    Figure("deaf", "claims/s beside 4 clients that stop reading ÷ without",
           0.9, 1, lambda r: r.ratio("deaf", DEAF, BUSY), group="deaf"),
    Figure("deaf-p99", "p99 beside them ÷ without", 1.5, 1.1,
           lambda r: r.ratio("deaf", DEAF, BUSY, "p99_us"), group="deaf",
           most=True),
]
# Without this the run is void: the echo is not the least a server can do.
ECHO_AT_LEAST = 0.95


def echo_of_nginx(results):
    return results.ratio("throughput", ECHO, NGINX)


def groups_of(keys):
    """The groups that figures of these names need; all without a name."""
    known = {figure.key: figure.group for figure in FIGURES}
    known.update({name: name for name in PICTURES})
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise Missing("no such figure: %s; there are: %s" % (
            ", ".join(unknown), ", ".join(known)))
    return {known[key] for key in keys} if keys else set(known.values())
