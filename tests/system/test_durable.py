#!/usr/bin/env python3
"""What was acknowledged stays: kill -9, restart, drain, a change of snapshot
under load; and no BSN in any file."""

import csv
import itertools
import json
import os
import shutil
import threading
import unittest

import harness
from harness import GEWOON, Site, bsns, dispense


def requests(prefix):
    """An endless stream of all kinds."""
    for i, bsn in enumerate(itertools.cycle(bsns())):
        kind = i % 4
        request_id = "%s-%d" % (prefix, i)
        if kind == 1:
            yield dispense(request_id, bsn, tablets=31, days=31)
        elif kind == 2:
            yield dispense(request_id, bsn, zi="99999994")
        elif kind == 3:
            yield {"v": 1, "op": "permit_add", "id": request_id,
                   "insured": {"bsn": bsn, "uzovi": "3311"},
                   "permit": {"number": request_id, "scope": "any",
                              "from": "2026-01-01", "to": "2026-12-31"}}
        else:
            yield dispense(request_id, bsn)


class Load(threading.Thread):
    """Keeps some requests in flight until the connection ends. sent holds
    the lines by id; acknowledged the bytes that came back, in order."""

    def __init__(self, connection, stream, in_flight=16):
        super().__init__(daemon=True)
        self.connection, self.stream = connection, stream
        self.in_flight = in_flight
        self.sent, self.acknowledged = {}, []
        self.enough = threading.Condition()
        self.halt = False
        self.failure = None

    def send(self, count):
        for _ in range(count):
            request = next(self.stream)
            self.sent[request["id"]] = json.dumps(request)
            self.connection.send(self.sent[request["id"]])

    def run(self):
        try:
            self.send(self.in_flight)
            while not self.halt:
                line = self.connection.line()
                if line is None:
                    return
                with self.enough:
                    self.acknowledged.append(line)
                    self.enough.notify_all()
                self.send(1)
        except OSError:
            pass  # killed
        except Exception as failure:
            self.failure = failure

    def wait(self, count):
        with self.enough:
            if not self.enough.wait_for(
                    lambda: len(self.acknowledged) >= count,
                    harness.PATIENCE):
                raise AssertionError("the load does not come on: %r, %r" % (
                    self.failure, self.acknowledged[-1:]))


class Killed(unittest.TestCase):
    def setUp(self):
        self.site = Site()
        self.addCleanup(self.site.remove)
        self.site.start()

    def check_acknowledged(self, loads):
        """All is there, with the same bytes, and once."""
        with self.site.connect() as connection:
            for load in loads:
                for line in load.acknowledged:
                    request_id = json.loads(line)["id"]
                    connection.send(load.sent[request_id])
                    self.assertEqual(connection.line(), line)

    def resend_the_rest(self, loads):
        """What was sent and not acknowledged is answered now, and stays."""
        with self.site.connect() as connection:
            for load in loads:
                known = {json.loads(line)["id"]
                         for line in load.acknowledged}
                for request_id, line in load.sent.items():
                    if request_id in known:
                        continue
                    connection.send(line)
                    load.acknowledged.append(connection.line())

    def test_kill_9_in_the_middle_of_a_load(self):
        loads = []
        for round_ in range(4):
            here = [Load(self.site.connect(),
                         requests("r%d-%d" % (round_, i)))
                    for i in range(2)]
            for load in here:
                load.start()
            for load in here:
                load.wait(20 + 10 * round_)
            self.site.kill()
            for load in here:
                load.join(harness.PATIENCE)
                load.connection.close()
                self.assertIsNone(load.failure)
            loads += here
            self.site.start()
            self.check_acknowledged(loads)
            self.resend_the_rest(loads)
        everything = sum(len(load.acknowledged) for load in loads)
        self.assertEqual(everything, sum(len(load.sent) for load in loads))
        self.assertEqual(self.site.entries(), everything, "doubled or lost")
        self.site.ctl("ledger", "verify")
        self.assertEqual(self.site.stop(), 0)
        self.site.start()
        self.check_acknowledged(loads)
        self.assertEqual(self.site.entries(), everything)

    def test_claim_numbers_rise_without_gaps_across_restarts(self):
        numbers = bsns()
        claims = []
        for i in range(3):
            with self.site.connect() as connection:
                for j in range(5):
                    claims.append(connection.ask(dispense(
                        "n-%d-%d" % (i, j), next(numbers)))["claim"])
            (self.site.kill if i % 2 else self.site.stop)()
            self.site.start()
        self.assertEqual(claims, ["C%014d" % n for n in range(1, 16)])

    def test_a_reversal_survives(self):
        with self.site.connect() as connection:
            claim = connection.ask(dispense("a", next(bsns())))["claim"]
            reverse = {"v": 1, "op": "reverse", "id": "b", "claim": claim}
            connection.send(reverse)
            line = connection.line()
        self.site.kill()
        self.site.start()
        with self.site.connect() as connection:
            connection.send(reverse)
            self.assertEqual(connection.line(), line)
            self.assertTrue(connection.ask(
                {"v": 1, "op": "lookup", "id": "c",
                 "claim": claim})["reversed"])

    def test_history_survives(self):
        bsn = next(bsns())
        first = dispense("a", bsn, zi=harness.POTKLEIN, date="2026-11-10")
        second = dispense("b", bsn, zi=harness.POTKLEIN, date="2026-11-15")
        with self.site.connect() as connection:
            connection.ask(first)
        self.site.kill()
        self.site.start()
        with self.site.connect() as connection:
            self.assertEqual(
                [r["code"] for r in connection.ask(second)["reasons"]],
                ["FIRST_SUPPLY_RUNNING"])


class Drained(unittest.TestCase):
    def setUp(self):
        self.site = Site()
        self.addCleanup(self.site.remove)
        self.site.start()

    def drain(self, how):
        idle = self.site.connect()
        self.addCleanup(idle.close)
        load = Load(self.site.connect(), requests("d"))
        self.addCleanup(load.connection.close)
        load.start()
        load.wait(30)
        how()
        load.join(harness.PATIENCE)
        self.assertFalse(load.is_alive())
        self.assertIsNone(load.failure)
        status = self.site._ended()
        self.assertEqual(status, 0)
        bye = b'{"v":1,"bye":"draining"}'
        self.assertEqual(load.acknowledged.pop(), bye)
        self.assertNotIn(bye, load.acknowledged)
        self.assertEqual(idle.rest(), [bye])
        order = [json.loads(line)["id"] for line in load.acknowledged]
        self.assertEqual(order, list(load.sent)[:len(order)])
        recorded = [line for line in load.acknowledged
                    if b'"retry"' not in line]
        self.site.start()
        self.assertEqual(self.site.entries(), len(recorded))
        with self.site.connect() as connection:
            for line in recorded:
                connection.send(load.sent[json.loads(line)["id"]])
                self.assertEqual(connection.line(), line)

    def test_sigterm(self):
        self.drain(lambda: self.site.process.terminate())

    def test_claimctl_drain(self):
        self.drain(lambda: self.site.ctl("drain"))


class SnapshotSwitch(unittest.TestCase):
    """Two snapshots with different prices: every reply's figures belong to
    the snapshot that it names."""

    CLAIMED = {"gvs-20261101-000001": 545, "gvs-20261102-000002": 1090}

    def setUp(self):
        self.site = Site()
        self.addCleanup(self.site.remove)
        data = os.path.join(self.site.top, "data")
        shutil.copytree(harness.DATA, data)
        self.change(data, "meta.csv", {
            "snapshot_id": {"value": "gvs-20261102-000002"},
            "sequence": {"value": "2"}})
        self.change(data, "price.csv", {GEWOON: {"aip_cents": "2000"}})
        self.second = os.path.join(self.site.top, "gvs-20261102-000002.gvs")
        harness.claimctl("snapshot", "build", data, "--out", self.second)
        self.site.start()

    @staticmethod
    def change(data, name, changes):
        path = os.path.join(data, name)
        with open(path, newline="", encoding="utf-8") as f:
            rows = list(csv.DictReader(f))
        for row in rows:
            row.update(changes.get(next(iter(row.values())), {}))
        with open(path, "w", newline="", encoding="utf-8") as f:
            writer = csv.DictWriter(f, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    @staticmethod
    def stream(prefix, numbers):
        """Some dispense, each to an insured of its own; most simulate."""
        nobody = next(numbers)
        for i in itertools.count():
            if i % 20 == 0 and i < 4000:
                yield dispense("%s-%d" % (prefix, i), next(numbers))
            else:
                yield dispense("%s-%d" % (prefix, i), nobody, op="simulate")

    def check(self, line):
        reply = json.loads(line)
        self.assertEqual(reply["amounts"]["claimed"],
                         self.CLAIMED[reply["snapshot"]], reply)
        self.assertEqual(reply["outcome"], "approve")
        return reply["snapshot"]

    def test_under_load(self):
        numbers = list(bsns())
        loads = [Load(self.site.connect(),
                      self.stream("s%d" % i, iter(numbers[300 * i:])))
                 for i in range(2)]
        for load in loads:
            self.addCleanup(load.connection.close)
            load.start()
            load.wait(50)
        self.site.ctl("snapshot", "use", self.second)
        for load in loads:
            load.wait(len(load.acknowledged) + 50)
            load.halt = True
        for load in loads:
            load.join(harness.PATIENCE)
            self.assertIsNone(load.failure)
            named = [self.check(line) for line in load.acknowledged]
            switch = named.index("gvs-20261102-000002")
            self.assertEqual(set(named[:switch]), {"gvs-20261101-000001"})
            self.assertEqual(set(named[switch:]), {"gvs-20261102-000002"})

    def test_replays_keep_the_old_figures(self):
        request = dispense("a", next(bsns()))
        with self.site.connect() as connection:
            connection.send(request)
            line = connection.line()
            self.site.ctl("snapshot", "use", self.second)
            connection.send(request)
            self.assertEqual(connection.line(), line)
            self.assertEqual(
                connection.ask({"v": 1, "op": "ping", "id": "p"})["snapshot"],
                "gvs-20261102-000002")

    def test_it_is_still_served_after_a_restart(self):
        self.site.ctl("snapshot", "use", self.second)
        self.site.kill()
        self.site.start()
        with self.site.connect() as connection:
            self.assertEqual(
                connection.ask({"v": 1, "op": "ping", "id": "p"})["snapshot"],
                "gvs-20261102-000002")

    def refuse(self, path):
        done = self.site.ctl("snapshot", "use", path, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertTrue(done.stderr)
        with self.site.connect() as connection:
            connection.send(dispense("a", next(bsns())))
            self.assertEqual(self.check(connection.line()),
                             "gvs-20261101-000001")

    def test_a_broken_one_changes_nothing(self):
        with open(self.second, "rb") as f:
            content = f.read()
        for bad in (content[:len(content) // 2], b"", b"no database",
                    content.replace(b"GVS1", b"GVS2"),
                    content.replace(b"prolife-2023", b"prolife-2024", 1)):
            with open(self.second, "wb") as f:
                f.write(bad)
            self.refuse(self.second)

    def test_one_that_is_not_there_changes_nothing(self):
        self.refuse(self.second + ".gvs")


class Privacy(unittest.TestCase):
    """No BSN in any file of the data folder, nor in the log."""

    def files(self, site):
        for folder, _, names in os.walk(site.top):
            for name in names:
                yield os.path.join(folder, name)

    def assertAbsent(self, site, used):
        looked = 0
        for path in self.files(site):
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as f:
                content = f.read()
            looked += 1
            for bsn in used:
                self.assertNotIn(bsn.encode(), content, path)
        self.assertGreater(looked, 8)

    def test_no_bsn_anywhere(self):
        numbers = list(itertools.islice(bsns(), 40))
        site = Site(conf={r"listen \{": 'log { level = "debug" }\nlisten {'})
        self.addCleanup(site.remove)
        site.start()
        with site.connect() as connection:
            self.use_every_operation(site, connection, numbers)
        self.assertAbsent(site, numbers)
        site.kill()
        self.assertAbsent(site, numbers)
        site.start()
        site.stop()
        self.assertAbsent(site, numbers)

    def use_every_operation(self, site, connection, numbers):
        for i, bsn in enumerate(numbers[:20]):
            request = dispense("p-%d" % i, bsn, tablets=31 if i % 2 else 15)
            connection.ask(request)
            connection.ask({**request, "op": "simulate"})
            connection.ask({**request, "expect": "approve"})
            connection.ask({**request, "id": "q-%d" % i, "date": "2021-01-01"})
            connection.ask({"v": 1, "op": "reverse", "id": "r-%d" % i,
                            "of": "p-%d" % i, "reason": "vergissing"})
        for i, bsn in enumerate(numbers[20:30]):
            insured = {"bsn": bsn, "uzovi": "3311"}
            permit = {"number": "M-1", "scope": "any", "from": "2026-01-01",
                      "to": "2026-12-31"}
            for op, content in (("permit_add", permit),
                                ("permit_add", {**permit, "scope": "x"}),
                                ("permit_revoke", {"number": "M-1"}),
                                ("permit_revoke", {"number": "M-2"})):
                connection.ask({"v": 1, "op": op, "id": "%s-%d-%s" % (
                    op, i, content.get("scope", content["number"])),
                    "insured": insured, "permit": content})
        bad = dispense("bad", numbers[30])
        bad["insured"]["bsn"] = numbers[30] + "1"
        connection.ask(bad)
        connection.send(json.dumps(dispense("cut", numbers[31]))[:-1])
        connection.line()
        connection.ask(dispense("x", numbers[32], extra=numbers[32]))
        connection.ask({"v": 1, "op": "ping", "id": numbers[33] + " "})
        self.by_claimctl(site, numbers[34:])

    def by_claimctl(self, site, numbers):
        path = os.path.join(site.top, "rows.csv")
        with open(path, "w", encoding="utf-8") as f:
            f.write("bsn,substance,form,date,days,quantity_milli\n")
            for bsn in numbers[:3]:
                f.write(bsn + ",GEWOON,TABLET,2026-01-05,90,90000\n")
        site.ctl("history", "import", path)
        with open(path, "a", encoding="utf-8") as f:
            f.write(numbers[3] + ",GEWOON,TABLET,2026-13-05,90,90000\n")
        site.ctl("history", "import", path, check=False)
        os.remove(path)
        site.ctl("permit", "add", "--number", "K-1", "--uzovi", "3311",
                 "--scope", "any", "--from", "2026-01-01", "--to",
                 "2026-12-31", stdin=numbers[4] + "\n")


if __name__ == "__main__":
    harness.main()
