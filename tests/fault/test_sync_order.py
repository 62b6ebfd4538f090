#!/usr/bin/env python3
"""No reply leaves claimd before a sync that covers its entry: sync_order.so,
preloaded, writes down in which order they come (SYNC_REQUESTS says how many
requests; 800). Whoever reads that order must notice syncs that are lost or come
late."""

import itertools
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ.get("SRCDIR", "."), "tests",
                                "system"))
import harness  # noqa: E402
import test_durable  # noqa: E402

REQUESTS = int(os.environ.get("SYNC_REQUESTS", 800))
CONNECTIONS = 4
PRELOADED = os.path.join(os.path.abspath(harness.BUILDDIR), "tests", "fault",
                         "sync_order.so")


class Order:
    """The log of sync_order.so, read in order."""

    def __init__(self, path):
        self.synced, self.replied, self.early = set(), set(), set()
        self.syncs = 0
        waiting = set()
        with open(path, encoding="ascii") as log:
            for line in log:
                what, _, number = line.strip().partition(" ")
                if what == "written":
                    waiting.add(int(number))
                elif what == "synced":
                    self.synced |= waiting
                    waiting.clear()
                    self.syncs += 1
                else:
                    self.reply(int(number))

    def reply(self, number):
        self.replied.add(number)
        if number not in self.synced:
            self.early.add(number)


class SyncOrder(unittest.TestCase):
    def start(self, mode):
        site = harness.Site()
        self.addCleanup(site.remove)
        log = os.path.join(site.top, "order.log")
        added = {"LD_PRELOAD": PRELOADED, "SYNC_ORDER_LOG": log,
                 "SYNC_ORDER": mode}
        os.environ.update(added)
        try:
            site.start()
        finally:
            for name in added:
                del os.environ[name]
        return site, log

    def load(self, site, first):
        """Dispenses, some in flight at once: each is recorded, whatever the
        decision."""
        insured = itertools.cycle(itertools.islice(harness.bsns(), 300))
        stream = (harness.dispense("so-%08d" % n, bsn)
                  for n, bsn in zip(itertools.count(first), insured))
        connection = site.connect()
        self.addCleanup(connection.close)
        return test_durable.Load(connection, stream, in_flight=8)

    def run_site(self, mode, requests):
        """The order, and the numbers of what was acknowledged."""
        site, log = self.start(mode)
        loads = [self.load(site, 100000 * i) for i in range(CONNECTIONS)]
        for load in loads:
            load.start()
        for load in loads:
            load.wait(requests // CONNECTIONS)
            load.halt = True
        for load in loads:
            load.join(harness.PATIENCE)
            self.assertIsNone(load.failure)
        self.assertEqual(site.stop(), 0)
        acknowledged = set()
        for line in itertools.chain(*(load.acknowledged for load in loads)):
            reply = json.loads(line)
            self.assertIn("claim", reply)
            acknowledged.add(int(reply["id"][3:]))
        return Order(log), acknowledged

    def test_no_reply_before_its_sync(self):
        order, acknowledged = self.run_site("", REQUESTS)
        print("sync_order requests=%d replies=%d syncs=%d early=%d" % (
            len(acknowledged), len(order.replied), order.syncs,
            len(order.early)))
        self.assertEqual(order.early, set())
        self.assertLessEqual(acknowledged, order.synced)
        # An id that is cut in two by the end of a buffer is not seen.
        self.assertGreater(len(order.replied & acknowledged),
                           len(acknowledged) // 2)

    def test_lost_syncs_are_noticed(self):
        order, acknowledged = self.run_site("lose", 40)
        self.assertGreater(len(acknowledged), 0)
        self.assertGreater(len(order.early), 0)

    def test_late_syncs_are_noticed(self):
        order, acknowledged = self.run_site("late", 40)
        self.assertGreater(len(acknowledged), 0)
        self.assertGreater(len(order.early), 0)


if __name__ == "__main__":
    harness.main()
