#!/usr/bin/env python3
"""The snapshot is switched all the time while 16 connections submit: no
request fails, each reply has the figures of the snapshot that it names, and
nothing of a snapshot is left when it goes. SWITCHES says how many (200)."""

import csv
import itertools
import json
import os
import random
import shutil
import tempfile
import threading
import unittest

import harness
import random_requests
from switching import Control, Switched, command

SEED = 20261122
SWITCHES = int(os.environ.get("SWITCHES", 200))
# Of these, the last fifth with simulations only: the ledger's memory grows
# with what is recorded, up to its bounds, and would hide what a switch leaves.
QUIET = SWITCHES // 5
# Each so many switches, a file that is refused.
REFUSED_EACH = 50
CONNECTIONS = 16
# Requests of each pharmacy that sound different in both snapshots.
REQUESTS = 39
# What may be more after the last fifth. A snapshot that is left open takes
# 300 KiB: twenty of them are found.
GROWN_KIB_MAX = 6 * 1024
FLAGS = ("covers_farmacie", "covers_hulpmiddelen", "contribution_by_insurer",
         "logistic_necessity", "review_exempt")
# Columns with figures, and what they become.
FIGURES = {
    "price": {"aip_cents": lambda v: v + 101, "vat_bp": lambda v: v + 300,
              "limit_micro": lambda v: v + 20003},
    "average_tariff": {"cents": lambda v: v + 57},
    "service": {"tariff_cents": lambda v: v + 31},
    "device": {"market_cents": lambda v: v + 1009},
}


def other_value(name, value):
    """Of a parameter, in its range."""
    if name in FLAGS:
        return 1 - value
    if value < 0:
        return 10000
    return value - 1 if value > 1 else value + 1


def read(folder, table):
    with open(os.path.join(folder, table + ".csv"), encoding="utf-8",
              newline="") as f:
        return list(csv.DictReader(f))


def rewrite(folder, table, change):
    rows = read(folder, table)
    for row in rows:
        change(row)
    with open(os.path.join(folder, table + ".csv"), "w", encoding="utf-8",
              newline="") as f:
        writer = csv.DictWriter(f, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def change_parameter(row):
    row["value"] = other_value(row["name"], int(row["value"]))


def change_meta(row):
    other = {"snapshot_id": "gvs-20261102-000002", "sequence": "2"}
    row["value"] = other.get(row["key"], row["value"])


def other_data(folder):
    """A copy of the tests' data in which every figure differs."""
    shutil.copytree(harness.DATA, folder)
    rewrite(folder, "meta", change_meta)
    rewrite(folder, "parameter", change_parameter)
    for table, columns in FIGURES.items():
        def change(row, columns=columns):
            for name, function in columns.items():
                if row[name]:
                    row[name] = function(int(row[name]))
        rewrite(folder, table, change)


def fresh_bsns(part):
    """Numbers that nobody has, each once: eleven-test, 9 first."""
    for first in itertools.count(90000000 + 100000 * part):
        total = sum((9 - i) * int(d) for i, d in enumerate(str(first)))
        if total % 11 < 10:
            yield "%d%d" % (first, total % 11)


def figures(reply):
    """What the snapshot decides: all but who asked, and the claim."""
    return {name: value for name, value in reply.items()
            if name not in ("id", "claim", "snapshot")}


class Counter(threading.Thread):
    """One connection that submits, one request after the other."""

    def __init__(self, number, connection, requests, test):
        super().__init__(daemon=True)
        self.number, self.connection = number, connection
        self.stop, self.quiet = test.stop, test.quiet
        self.bsns = fresh_bsns(number)
        self.requests = [
            (json.dumps({**request, "id": "@id", "op": "@op", "insured": {
                **request["insured"], "bsn": "@bsn"}}), expected)
            for request, expected in requests]
        self.seen = {}
        self.dispensed = 0
        self.wrong = None

    def submit(self, at):
        line, expected = self.requests[at % len(self.requests)]
        # As many requests are an odd number: each is asked in both ways.
        dispenses = at % 2 == 0 and not self.quiet.is_set()
        op = "dispense" if dispenses else "simulate"
        line = line.replace("@id", "s-%d-%d" % (self.number, at)).replace(
            "@op", op).replace("@bsn", next(self.bsns))
        reply = self.connection.ask(line)
        snapshot = reply.get("snapshot")
        if (snapshot not in expected or ("claim" in reply) != dispenses
                or figures(reply) != expected[snapshot]):
            raise AssertionError("%s\n%s\nexpected %s" % (
                line, reply, expected.get(snapshot)))
        self.dispensed += dispenses
        self.seen[snapshot] = self.seen.get(snapshot, 0) + 1

    def run(self):
        try:
            for at in itertools.count():
                self.submit(at)
                if self.stop.is_set():
                    return
        except BaseException as e:
            self.wrong = e
            self.stop.set()


def is_instrumented():
    """Sanitizers keep what was freed for a while."""
    with open(harness.CLAIMD, "rb") as f:
        program = f.read()
    return b"__asan_init" in program or b"__tsan_init" in program


class Switch(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = tempfile.mkdtemp(prefix="claimd-switch-")
        cls.other = os.path.join(cls.top, "other")
        other_data(cls.other)
        cls.switched = Switched(harness.DATA, cls.other, since="2026-01-01",
                                pharmacies=random_requests.PHARMACIES)
        cls.site = cls.switched.site
        cls.damaged = cls.make_damaged(cls.switched.ids[1])
        cls.site.start()

    @classmethod
    def tearDownClass(cls):
        cls.site.remove()
        shutil.rmtree(cls.top)

    @classmethod
    def make_damaged(cls, snapshot_id):
        """A copy with the right seal that has lost its end."""
        copy = os.path.join(cls.top, snapshot_id + ".gvs")
        for end in (".gvs", ".manifest", ".manifest.sig"):
            shutil.copy(cls.switched.path(snapshot_id)[:-4] + end,
                        copy[:-4] + end)
        os.truncate(copy, os.path.getsize(copy) - 4096)
        return copy

    def setUp(self):
        self.control = Control(self.site)
        self.addCleanup(self.control.close)
        self.used = 0
        self.counters = []
        self.stop, self.quiet = threading.Event(), threading.Event()

    def connect(self, agb):
        connection = self.site.connect(agb)
        self.addCleanup(connection.close)
        return connection

    def switch(self):
        self.used += 1
        reply = self.control.ask(
            self.switched.forth if self.used % 2 else self.switched.back)
        self.assertTrue(reply.get("ok"), reply)
        self.assertEqual(reply["snapshot"], self.switched.ids[self.used % 2])

    def expect_refusal(self):
        reply = self.control.ask(command(cmd="snapshot_use",
                                         path=self.damaged))
        self.assertEqual(reply.get("error", {}).get("code"),
                         "snapshot_size", reply)

    def simulated(self, connections, requests):
        """By snapshot, what it says to each request of each pharmacy."""
        replies = {}
        for snapshot in self.switched.ids:
            replies[snapshot] = [
                connections[agb].ask({**request, "op": "simulate", "id": "s"})
                for agb, request in requests]
            self.switch()
        return replies

    def make_requests(self):
        """By pharmacy: requests, and the figures expected of each snapshot."""
        connections = {agb: self.connect(agb)
                       for agb in random_requests.PHARMACIES}
        source = random_requests.Source(random.Random(SEED), fresh_bsns(99))
        asked = []
        while len(asked) < 4 * REQUESTS * len(random_requests.PHARMACIES):
            agb, block = source.block(8)
            asked += [(agb, request) for request in block]
        replies = self.simulated(connections, asked)
        requests = {agb: [] for agb in random_requests.PHARMACIES}
        for at, (agb, request) in enumerate(asked):
            expected = {snapshot: figures(said[at])
                        for snapshot, said in replies.items()}
            self.assertTrue(all("amounts" in e for e in expected.values()))
            one, two = expected.values()
            if one["amounts"] != two["amounts"]:
                requests[agb].append((request, expected))
        return {agb: some[:REQUESTS] for agb, some in requests.items()}

    def start_counters(self, requests):
        for number in range(CONNECTIONS):
            agb = random_requests.PHARMACIES[
                number % len(random_requests.PHARMACIES)]
            self.counters.append(Counter(
                number, self.connect(agb), requests[agb], self))
        for counter in self.counters:
            counter.start()

    def stop_counters(self):
        self.stop.set()
        for counter in self.counters:
            counter.join(harness.PATIENCE)
            self.assertFalse(counter.is_alive())
            if counter.wrong is not None:
                raise counter.wrong

    def switch_often(self, times):
        for at in range(1, times + 1):
            if self.stop.is_set():
                return
            self.switch()
            if at % REFUSED_EACH == 0:
                self.expect_refusal()

    def rss_kib(self):
        with open("/proc/%d/status" % self.site.process.pid,
                  encoding="utf-8") as f:
            return next(int(line.split()[1]) for line in f
                        if line.startswith("VmRSS:"))

    def open_files(self):
        """How many; the old snapshot is closed when the next is opened."""
        self.expect_refusal()
        return len(os.listdir("/proc/%d/fd" % self.site.process.pid))

    def test_every_figure_differs(self):
        for table in (*FIGURES, "parameter"):
            columns = FIGURES.get(table, ("value",))
            for one, two in zip(read(harness.DATA, table),
                                read(self.other, table)):
                for name in columns:
                    self.assertTrue(one[name] != two[name] or not one[name],
                                    (table, one, two))

    def test_nobody_at_a_counter_notices(self):
        requests = self.make_requests()
        for agb, some in requests.items():
            self.assertEqual(len(some), REQUESTS, agb)
        before = self.site.status()
        self.start_counters(requests)
        self.switch_often(1)
        files = self.open_files()
        self.switch_often(SWITCHES - QUIET)
        self.quiet.set()
        self.switch_often(QUIET // 10)
        rss = self.rss_kib()
        self.switch_often(QUIET - QUIET // 10)
        rss_after = self.rss_kib()
        self.stop_counters()
        self.check_replies(before)
        print("%d switches, %d replies, memory %d -> %d KiB" % (
            SWITCHES, sum(sum(c.seen.values()) for c in self.counters),
            rss, rss_after))
        if not is_instrumented():
            self.assertLess(rss_after - rss, GROWN_KIB_MAX)
        self.assertEqual(self.open_files(), files)

    def check_replies(self, before):
        """Both snapshots answered everybody, and nothing else was said."""
        after = self.site.status()
        for counter in self.counters:
            self.assertEqual(len(counter.seen), 2, counter.seen)
        for name in ("errors", "retries", "replays"):
            self.assertEqual(after["desk"][name], before["desk"][name], name)
        self.assertEqual(
            after["ledger"]["entries"] - before["ledger"]["entries"],
            sum(c.dispensed for c in self.counters))
        self.site.ctl("ledger", "verify")


if __name__ == "__main__":
    harness.main()
