"""What is measured: points, each a server asked by a client in some shape.

A point is named by its kind and its shape: "claimd 1M 16x1" is claimd with a
ledger of a million claims, 16 connections, one request in flight on each."""

import os

from .clients import PROTOCOLS, Load, Pgbench
from .postgres import Postgres
from .servers import Claimd, Echo, Nginx, Redis
from .sites import INSURED_MIN, Site

# Claims in the ledgers: of a whole run, and of a quick one.
SIZES = {
    "0": (0, 0), "10k": (10_000, 1_000), "1M": (1_000_000, 20_000),
    "10M": (10_000_000, 50_000),
}
DEAF = 4
# Until then the sockets between take replies, some megabytes each, and the deaf
# are as good as others; after limits.write_stall, 10 s more, they are gone.
DEAF_SETTLES_S = 6
CONNECTIONS = (1, 4, 16, 64, 128)

# Points that are measured in turns, so that each meets the same machine.
GROUPS = {
    "throughput": [
        "echo 16x1", "nginx 16x1", "claimd empty 16x1", "claimd 1M 16x1",
        "claimd 1M 16x16", "claimd 1M 64x1", "claimd 1M simulating 16x1",
        "redis 16x1", "postgresql 16x1", "postgresql 64x1"],
    "size": ["claimd 10k 16x1", "claimd 1M 16x1", "claimd 10M 16x1"],
    "handshakes": ["echo handshakes 16x1", "claimd handshakes 16x1"],
    "slow": ["claimd slow 64x1"],
    "overload": [
        "claimd busy 16x1", "claimd busy 64x1", "claimd busy 16x16",
        "claimd busy 64x64", "claimd busy 4096x1"],
    "deaf": ["claimd busy 16x1", "claimd beside deaf 16x1"],
    "connections": [
        "%s %dx1" % (kind, n) for n in CONNECTIONS
        for kind in ("echo", "claimd 1M", "redis", "postgresql")],
}
# Only for a picture: fewer repeats will do.
PICTURES = ("connections",)


# Left out of a quick run: nothing else in it takes as long.
SLOW = ["%s %dx1" % (kind, n) for n in CONNECTIONS[2:]
        for kind in ("echo", "claimd 1M", "redis", "postgresql")]


def points_of(group, quick):
    left_out = SLOW if quick and group in PICTURES else []
    return [p for p in GROUPS[group] if p not in left_out]


def parse(point):
    kind, shape = point.rsplit(" ", 1)
    connections, in_flight = shape.split("x")
    return kind, int(connections), int(in_flight)


class Stage:
    """The servers. Each is made when it is first asked for, stays until the
    end, and all are stopped by close()."""

    def __init__(self, build, work, quick, ledger_10m=None):
        self.build = build
        self.work = work
        self.quick = quick
        self.ledger_10m = ledger_10m
        self.sites = {}
        self.servers = {}

    def size(self, name):
        return SIZES[name][1 if self.quick else 0]

    def folder(self, name):
        return os.path.join(self.work, name.replace(" ", "-"))

    def site(self, name, claims="0", keep=False):
        """The site of that name, with so many claims in its ledger."""
        if name not in self.sites:
            if claims == "10M" and self.ledger_10m is not None:
                site = Site(self.build, self.ledger_10m)
            else:
                site = Site(self.build, self.folder("site " + name)).make()
                self.fill(site, claims)
            if keep:
                site.keep()
            self.sites[name] = site
        return self.sites[name]

    def fill(self, site, claims):
        site.fill(self.size(claims), INSURED_MIN // (20 if self.quick else 1))
        filled = site.filled()
        print("filled %s: %s" % (os.path.basename(site.dir), filled),
              flush=True)

    def plain(self):
        """Whose certificates all peers use."""
        return self.site("0", "0", keep=True)

    def claimd(self, kind):
        if kind == "claimd empty":
            return Claimd(kind, self.plain(), fresh=True)
        if kind == "claimd 10k":
            return Claimd(kind, self.site("10k", "10k", True), fresh=True)
        if kind == "claimd slow":
            library = os.path.join(self.build, "tests", "bench",
                                   "slow_sync.so")
            return Claimd(kind, self.site("slow", "0", True), library, True)
        if kind == "claimd busy":
            return Claimd(kind, self.site("busy"))
        size = kind.split()[1]
        return Claimd(kind, self.site(size, size))

    def make(self, kind):
        if kind == "echo":
            return Echo(self.plain())
        if kind == "nginx":
            return Nginx(self.folder(kind), self.plain())
        if kind == "redis":
            return Redis(self.folder(kind), self.plain())
        if kind == "postgresql":
            return Postgres(self.folder(kind), self.plain(), self.size("1M"))
        return self.claimd(kind)

    def served_by(self, kind):
        """The server of a kind; some kinds differ only by who asks."""
        return {"claimd 1M simulating": "claimd 1M",
                "claimd handshakes": "claimd busy",
                "echo handshakes": "echo",
                "claimd beside deaf": "claimd busy"}.get(kind, kind)

    def server(self, kind):
        """Running, and as fresh as it has to be."""
        key = self.served_by(kind)
        if key not in self.servers:
            self.servers[key] = self.make(key)
        server = self.servers[key]
        if server.fresh:
            server.stop()
        if server.process is None:
            server.start()
        return server

    def client(self, kind):
        if kind == "postgresql":
            return Pgbench(self.work)
        site = getattr(self.servers[self.served_by(kind)], "site")
        if kind in PROTOCOLS:
            return Load(site, protocol=kind)
        if kind.endswith("simulating"):
            return Load(site, op="simulate")
        if kind.endswith("handshakes"):
            return Load(site, options=["--handshakes"])
        if kind.endswith("deaf"):
            return Load(site, options=["--deaf", str(DEAF)],
                        settles_s=0 if self.quick else DEAF_SETTLES_S)
        return Load(site)

    def ledgers(self):
        """What was in them at the beginning, by the name of the site."""
        return {name: site.filled() for name, site in self.sites.items()}

    def close(self):
        for server in self.servers.values():
            server.stop()
