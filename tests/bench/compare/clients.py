"""Who asks the servers: load, and pgbench for PostgreSQL. Both give the same
members; meanwhile it is watched what the server and others used."""

import glob
import json
import os
import resource
import subprocess
import time

from . import machine, postgres, servers
from .process import Failed, PATIENCE_S

# Of the requests that were asked for, in thousandths.
QUANTILES = [1, 10, 50, *range(100, 900, 50), 900, 925, 950, 960, 970, 980,
             985, 990, 992, 994, 996, 998, 999]
# So much is left out at both ends when a server's processor time is read.
MARGIN_S = 0.2
# Connections that PostgreSQL accepts, each with a process and its plans.
CONNECTS_PER_S = 30


def children_s():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Watch:
    """What the processors did while a client ran against a server."""

    def __init__(self, server):
        self.server = server
        self.began = time.monotonic()
        self.ticks = machine.busy_ticks()
        self.server_s = server.cpu_s()
        self.client_s = children_s()

    def end(self):
        """Cores that others used, those that were stolen among them."""
        ticks, stolen = machine.busy_ticks()
        elapsed = time.monotonic() - self.began
        busy = (ticks - self.ticks[0]) / machine.HZ
        others = busy - (self.server.cpu_s() - self.server_s) \
            - (children_s() - self.client_s)
        return {"others": max(0.0, others / elapsed),
                "stolen": (stolen - self.ticks[1]) / machine.HZ / elapsed}


def run(server, command, seconds, warm_up, **popen):
    """Runs a client to its end: what it said, and what was used."""
    watch = Watch(server)
    process = subprocess.Popen(command, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True,
                               start_new_session=True, **popen)
    try:
        marks = []
        for wait in (warm_up + MARGIN_S, seconds - 2 * MARGIN_S):
            try:
                process.communicate(timeout=wait)
            except subprocess.TimeoutExpired:
                pass
            marks.append((time.monotonic(), server.cpu_s()))
        said, errors = process.communicate(timeout=PATIENCE_S)
    except BaseException:
        process.kill()
        process.wait()
        raise
    used = watch.end()
    (began, first), (ended, second) = marks
    used["cores"] = (second - first) / (ended - began)
    if process.returncode != 0:
        raise Failed("%s against %s ended with %d:\n%s%s" % (
            os.path.basename(command[0]), server.name, process.returncode,
            said[-1000:], errors[-1000:]))
    return said, used


def finish(result, used):
    """Adds what was used; of the server in microseconds for each answer."""
    result.update(used)
    if result["per_second"] > 0:
        result["cpu_us"] = 1e6 * used["cores"] / result["per_second"]
    return result


# What is sent to servers that speak otherwise, and how their replies end and
# begin: requests and replies as long as those of a claim.
HTTP = "GET / HTTP/1.1\\r\\nHost: bench\\r\\nX-Id: {id}\\r\\n" \
    "X-Claim: {filler:%(claim)d}\\r\\n\\r\\n"
RESP = "*3\\r\\n$3\\r\\nSET\\r\\n${id-length}\\r\\n{id}\\r\\n" \
    "$%(both)d\\r\\n{filler:%(both)d}\\r\\n"
PROTOCOLS = {
    "nginx": (HTTP, ["--end", servers.BODY_END, "--good", "HTTP/1.1 200"]),
    "redis": (RESP, ["--end", "\\n", "--good", "+OK"]),
}


class Load:
    """tests/bench/load: requests in a closed loop over mutual TLS."""

    def __init__(self, site, op="dispense", protocol=None, options=(),
                 settles_s=0):
        self.site = site
        self.op = op
        self.protocol = protocol
        self.options = list(options)
        self.settles_s = settles_s  # until what is measured is so

    def lines(self):
        """The file of requests, and the options that belong to it."""
        if self.protocol is None:
            return ["--population", str(self.site.filled()["insured"]),
                    self.site.requests(self.op)]
        text, options = PROTOCOLS[self.protocol]
        path = self.site.path(self.protocol + ".lines")
        claim = len(self.site.body_like())
        with open(path, "w", encoding="utf-8") as out:
            out.write(text % {"claim": claim - len("X-Claim: X-Id: {id}"),
                              "both": claim + servers.REPLY_BYTES} + "\n")
        return [*options, path]

    def command(self, server, shape):
        connections, in_flight, seconds, warm_up = shape
        site = self.site
        lines = [] if "--handshakes" in self.options else self.lines()
        return [os.path.join(site.build, "tests", "bench", "load"),
                "-p", str(server.port), "-A", site.path("ca.pem"),
                "-C", site.path("client-02012345.pem"),
                "-K", site.path("client-02012345.key"),
                "-c", str(connections), "-i", str(in_flight),
                "-d", str(seconds), "-w", str(warm_up), *self.options, *lines]

    def measure(self, server, shape):
        shape = (*shape[:3], max(shape[3], self.settles_s))
        said, used = run(server, self.command(server, shape), *shape[2:])
        return finish(json.loads(said), used)


class Pgbench:
    def __init__(self, folder):
        self.log = os.path.join(folder, "pgbench")

    def command(self, server, shape):
        connections, _, seconds, warm_up = shape
        variables = {"insured": server.insured, "body": server.body, "i": 0,
                     "run": "b%x-%d" % (int(time.time()), os.getpid()),
                     "today": time.strftime("%Y-%m-%d")}
        # Its connections are opened within the time that it is given.
        lasts = seconds + warm_up + connections / CONNECTS_PER_S
        return [os.path.join(postgres.programs(), "pgbench"), "-n",
                "-M", "prepared", "-c", str(connections), "-j", "1",
                "-T", str(int(lasts + 1)), "-l",
                "--log-prefix", self.log,
                *("-D%s=%s" % v for v in variables.items()),
                "-f", os.path.join(postgres.PEERS, "dispense.pgbench")]

    def measure(self, server, shape):
        _, used = run(server, self.command(server, shape), *shape[2:],
                      env=server.client_environment())
        return finish(self.read_log(*shape[2:]), used)

    def read_log(self, seconds, warm_up):
        """A line for each transaction: when it ended, what it took."""
        ended = []
        for path in glob.glob(self.log + ".*"):
            with open(path, encoding="utf-8") as file:
                for line in file:
                    fields = line.split()
                    ended.append((int(fields[4]) + int(fields[5]) / 1e6,
                                  int(fields[2])))
            os.remove(path)
        ended.sort()
        if not ended:
            raise Failed("PostgreSQL answered nothing")
        from_s = ended[0][0] + min(warm_up, (ended[-1][0] - ended[0][0]) / 2)
        seconds = min(seconds, ended[-1][0] - from_s)
        return statistics_of([us for at, us in ended
                              if from_s <= at < from_s + seconds], seconds)


def statistics_of(taken, seconds):
    """As load says it."""
    taken.sort()

    def at(permille):
        return taken[min(len(taken) - 1, len(taken) * permille // 1000)]

    return {"seconds": seconds, "replies": len(taken),
            "per_second": len(taken) / seconds, "p50_us": at(500),
            "p90_us": at(900), "p99_us": at(990), "p999_us": at(999),
            "max_us": taken[-1], "quantiles": [[q, at(q)] for q in QUANTILES]}
