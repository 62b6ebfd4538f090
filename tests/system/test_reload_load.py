#!/usr/bin/env python3
"""Reload after reload, a third of them wrong, while connections submit and
others come and go: no request fails, no connection is lost, and no descriptor
and no memory is left behind. RELOADS says how many (30)."""

import itertools
import json
import os
import threading

import harness
from reloading import ReloadTest, read, write
from switching import Control

RELOADS = int(os.environ.get("RELOADS", 30))
CONNECTIONS = 6
# A connection that comes and goes does so after so many requests.
REQUESTS_EACH = 5
# In the last half, with simulations only: the ledger's memory grows with what
# is recorded. A context that is left behind takes 30 KiB: of a thousand reloads
# that is found; of thirty by the sanitizer, which looks at what is left at the
# end.
GROWN_KIB_MAX = 2 * 1024


def fresh_bsns(part):
    """Numbers that nobody has, each once: eleven-test, 9 first."""
    for first in itertools.count(90000000 + 1000000 * part):
        total = sum((9 - i) * int(d) for i, d in enumerate(str(first)))
        if total % 11 < 10:
            yield "%d%d" % (first, total % 11)


def is_instrumented():
    """Sanitizers keep what was freed for a while."""
    with open(harness.CLAIMD, "rb") as f:
        program = f.read()
    return b"__asan_init" in program or b"__tsan_init" in program


class Counter(threading.Thread):
    """Submits, over one connection or over one after the other."""

    def __init__(self, number, test):
        super().__init__(daemon=True)
        self.number, self.test = number, test
        self.stays = number % 2 == 0
        self.bsns = fresh_bsns(number)
        self.wrong = None
        self.answered = self.recorded = 0

    def submit(self, connection):
        quiet = self.test.quiet.is_set()
        reply = connection.ask(harness.dispense(
            "l-%d-%d" % (self.number, self.answered), next(self.bsns),
            op="simulate" if quiet else "dispense"))
        if reply.get("outcome") != "approve" or ("claim" in reply) == quiet:
            raise AssertionError(reply)
        self.answered += 1
        self.recorded += not quiet

    def session(self):
        with self.test.site.connect() as connection:
            for at in itertools.count(1):
                self.submit(connection)
                if self.test.stop.is_set() or (
                        not self.stays and at == REQUESTS_EACH):
                    return

    def run(self):
        try:
            while not self.test.stop.is_set():
                self.session()
        except BaseException as e:
            self.wrong = e
            self.test.stop.set()


class Load(ReloadTest):
    def setUp(self):
        super().setUp()
        self.stop, self.quiet = threading.Event(), threading.Event()
        self.control = Control(self.site)
        self.addCleanup(self.control.close)
        self.servers = [tuple(read(path) for path in self.ca.issue(
            name, ["DNS:localhost"], "serverAuth")) for name in ("s0", "s1")]
        cert, _ = self.ca.issue("gone", ["URI:agb:02099999"])
        self.ca.revoke(cert)
        self.good = [self.limits, self.server, self.entries, self.list]
        self.bad = [self.no_key, self.other_key, self.bad_text, self.no_list,
                    self.two_pharmacies]

    # Good ones.

    def limits(self, at):
        self.conf(more="limits { max_in_flight = %d line = %dKiB "
                  "write_stall = %ds queue = %d }\n" % (
                      10 + at % 7, 16 + at % 5, 10 + at % 3, 5000 + at))

    def server(self, at):
        for name, text in zip(("server.pem", "server.key"),
                              self.servers[at % 2]):
            write(self.site.path(name), text)

    def entries(self, at):
        self.conf(more="".join(
            'client c%d { san = "DNS:c%d.example" pharmacy = "%08d" }\n' % (
                i, i, i) for i in range(at % 50)))

    def list(self, at):
        self.ca.crl(self.site.path("crl.pem"))

    # Bad ones.

    def no_key(self, at):
        os.unlink(self.site.path("server.key"))

    def other_key(self, at):
        write(self.site.path("server.key"), read(self.site.path("ca.key")))

    def bad_text(self, at):
        self.conf(more="limits { idle = %d }\n" % at)

    def no_list(self, at):
        write(self.site.path("crl.pem"), "%d\n" % at)

    def two_pharmacies(self, at):
        self.conf(more="".join(
            'client c%d { san = "DNS:c" pharmacy = "%08d" }\n' % (i, i)
            for i in range(2)))

    def ask(self):
        return self.control.ask('{"cmd":"reload"}')

    def reload_often(self, first, times):
        for at in range(first, first + times):
            if self.stop.is_set():
                return
            self.restore()
            wrong = at % 3 == 2
            kinds = self.bad if wrong else self.good
            kinds[at // 3 % len(kinds)](at)
            answer = self.ask()
            self.assertEqual("ok" in answer, not wrong, answer)
            if wrong:
                self.assertEqual(answer["error"]["code"], "reload_refused")

    def start(self):
        counters = [Counter(number, self) for number in range(CONNECTIONS)]
        for counter in counters:
            counter.start()
        return counters

    def end(self, counters):
        self.stop.set()
        for counter in counters:
            counter.join(harness.PATIENCE)
            self.assertFalse(counter.is_alive())
            if counter.wrong is not None:
                raise counter.wrong

    def rss_kib(self):
        with open("/proc/%d/status" % self.site.process.pid,
                  encoding="utf-8") as f:
            return next(int(line.split()[1]) for line in f
                        if line.startswith("VmRSS:"))

    def open_files(self):
        """When nobody but this test is connected."""
        while self.control.ask(
                '{"cmd":"status"}')["net"]["connections"] > 0:
            pass
        return len(os.listdir("/proc/%d/fd" % self.site.process.pid))

    def test_nobody_at_a_counter_notices(self):
        before = self.control.ask('{"cmd":"status"}')
        files = self.open_files()
        counters = self.start()
        try:
            self.reload_often(0, RELOADS // 2)
            self.quiet.set()
            memory = self.rss_kib()
            self.reload_often(RELOADS // 2, RELOADS - RELOADS // 2)
        finally:
            self.end(counters)
        grown = self.rss_kib() - memory
        after = self.control.ask('{"cmd":"status"}')
        answered = sum(counter.answered for counter in counters)
        print("%d reloads, %d requests answered, %d KiB more" % (
            RELOADS, answered, grown))
        self.assertEqual(self.open_files(), files)
        if not is_instrumented():
            self.assertLess(grown, GROWN_KIB_MAX)
        for name in ("revoked_clients", "unknown_clients", "over_limit",
                     "handshake_failures", "orphaned_replies"):
            self.assertEqual(after["net"][name], before["net"][name], name)
        self.assertEqual(
            after["ledger"]["claims"] - before["ledger"]["claims"],
            sum(counter.recorded for counter in counters))
        self.assertGreater(min(counter.answered for counter in counters), 0)
        self.site.ctl("ledger", "verify")
        self.assertEqual(self.site.stop(), 0)


if __name__ == "__main__":
    harness.main()
