#!/usr/bin/env python3
"""Which snapshots a running daemon believes, and for how long: over restarts,
kills, reloads and the end of their time (snapshot contract, section 3)."""

import datetime
import json
import os
import random
import shutil
import signal
import threading
import unittest

import harness
import sealing
from harness import bsns, dispense
from sealing import Publisher, utc

HOUR = 1 / 24  # times are in days from now


def days_later(moment, days):
    form = "%Y-%m-%dT%H:%M:%SZ"
    return (datetime.datetime.strptime(moment, form) +
            datetime.timedelta(days)).strftime(form)


class TrustTest(unittest.TestCase):
    """A site of its own for each test, which believes one publisher."""

    def setUp(self):
        self.site = harness.Site()
        self.addCleanup(self.site.remove)
        self.us = Publisher(self.site.top)
        self.snapshots = self.site.path("snapshots")
        shutil.rmtree(self.snapshots)
        os.mkdir(self.snapshots)
        self.believe(self.us)
        self.numbers = bsns()

    def believe(self, *publishers, **more):
        """The section of the configuration; allow_unsigned = false."""
        keys = ", ".join('"%s"' % p.public for p in publishers)
        section = 'snapshot {\n\tdir = "%s"\n\tkeys = {%s}\n%s}' % (
            self.snapshots, keys,
            "".join('\t%s = %s\n' % item for item in more.items()))
        self.site.edit(r"(?s)snapshot \{.*?\n\}", section)

    def publish(self, number, expires=None, by=None):
        """Into the folder; the seal is not claimd's own work."""
        publisher = by or self.us
        path = publisher.seal(publisher.build(number),
                              expires=expires or utc(1))
        return sealing.copy(path, self.snapshots)

    def choose(self, path):
        with open(os.path.join(self.snapshots, "current"), "w",
                  encoding="utf-8") as f:
            f.write(os.path.basename(path) + "\n")

    def install(self, path, **more):
        reply, = self.site.control({"cmd": "snapshot_use", "how": "install",
                                    "path": path, **more})
        return reply

    def assertInstalled(self, path):
        reply = self.install(path)
        self.assertTrue(reply.get("ok"), reply)

    def assertRefused(self, reply, code):
        self.assertEqual(reply.get("error", {}).get("code"), code, reply)

    def policy(self):
        reply, = self.site.control({"cmd": "snapshot_policy"})
        return reply

    def serving(self):
        snapshot = self.site.status()["snapshot"]
        return snapshot and snapshot["sequence"]

    def dispense(self, **more):
        bsn = next(self.numbers)
        return dispense("t-" + bsn, bsn, **more)

    def ask(self, request):
        with self.site.connect() as connection:
            return connection.ask(request)

    def status(self):
        return self.site.ctl("status", check=False)


class Time(TrustTest):
    def test_in_its_grace_it_serves_as_stale(self):
        expires = utc(-HOUR)
        self.choose(self.publish(7, expires))
        self.site.start()
        self.site.wait_log(r"gvs-20261101-000007 expired at %s: decisions "
                           r"are marked stale" % expires)
        request = self.dispense()
        with self.site.connect() as connection:
            connection.send(request)
            first = connection.line()
            connection.send(request)
            self.assertEqual(connection.line(), first)
            self.assertIs(json.loads(first)["stale"], True)
            simulated = connection.ask(self.dispense(op="simulate"))
            self.assertIs(simulated["stale"], True)
        status = self.status()
        self.assertEqual(status.returncode, 5)
        self.assertIn("STALE: expired at " + expires, status.stdout)
        self.assertIn(days_later(expires, 3), status.stdout)
        self.assertIn(self.us.public[:12], status.stdout)
        explained = self.site.ctl("explain", json.loads(first)["claim"],
                                  "--json")
        self.assertEqual(json.loads(explained.stdout)["verified"], "equal")
        # What is newer ends it; explanations stay as they were.
        self.assertInstalled(self.publish(8))
        self.assertNotIn("stale", self.ask(self.dispense()))
        explained = self.site.ctl("explain", json.loads(first)["claim"],
                                  "--json")
        self.assertEqual(json.loads(explained.stdout)["verified"], "equal")
        self.assertEqual(self.status().returncode, 0)

    def test_after_its_grace_it_decides_nothing_new(self):
        expires = utc(-3 - HOUR)
        path = self.publish(7)
        self.choose(path)
        self.site.start()
        request = self.dispense()
        first = self.ask(request)
        self.assertEqual(self.site.stop(), 0)
        # The publisher signs the same file for a shorter time.
        self.us.seal(path, expires=expires)
        self.site.start()
        self.site.wait_log(r"expired at %s and its grace ended" % expires)
        self.assertEqual(self.ask(request), first)
        for op in ("dispense", "simulate"):
            reply = self.ask(self.dispense(op=op))
            self.assertEqual(reply["retry"]["code"], "snapshot_expired", reply)
        lookup = {"v": 1, "op": "lookup", "id": "l", "claim": first["claim"]}
        self.assertIs(self.ask(lookup)["reversed"], False)
        reverse = {"v": 1, "op": "reverse", "id": "r", "claim": first["claim"]}
        self.assertEqual(self.ask(reverse)["outcome"], "reversed")
        pong = self.ask({"v": 1, "op": "ping", "id": "p"})
        self.assertEqual(pong["snapshot"], "gvs-20261101-000007")
        status = self.status()
        self.assertEqual(status.returncode, 5)
        self.assertIn("EXPIRED at " + expires, status.stdout)
        self.assertInstalled(self.publish(8))
        self.assertEqual(self.ask(self.dispense())["outcome"], "approve")

    def test_a_longer_grace_takes_effect_at_a_reload(self):
        self.choose(self.publish(7, utc(-5)))
        self.site.start()
        self.assertIn("retry", self.ask(self.dispense()))
        self.believe(self.us, grace_days=6)
        self.site.wait_log("reloaded", self.site.reload())
        self.assertIs(self.ask(self.dispense())["stale"], True)

    def test_what_has_expired_is_not_installed(self):
        self.site.start()
        self.assertRefused(self.install(self.publish(7, utc(-HOUR))),
                           "snapshot_outdated")
        self.assertIsNone(self.serving())
        self.site.wait_log(r"refused: .*\(snapshot_outdated\)")
        self.assertEqual(self.status().returncode, 5)


class Keys(TrustTest):
    def test_a_lost_key_is_taken_out_without_a_restart(self):
        successor = Publisher(self.site.top, "successor")
        stolen = self.publish(999999)
        self.choose(self.publish(1))
        self.site.start()
        self.assertInstalled(stolen)
        self.believe(successor)
        since = self.site.reload()
        line = self.site.wait_log("stays in use, but would be refused", since)
        self.assertIn(self.us.public, line)
        self.assertEqual(self.policy()["keys"], [successor.public])
        self.assertEqual(self.ask(self.dispense())["outcome"], "approve")
        self.assertRefused(self.install(self.publish(2)),
                           "snapshot_key_unknown")
        reply, = self.site.control({"cmd": "snapshot_rollback"})
        self.assertRefused(reply, "snapshot_key_unknown")
        # Its sequence binds nobody but itself.
        self.assertInstalled(self.publish(3, by=successor))
        self.assertEqual(self.serving(), 3)
        self.assertEqual(self.site.stop(), 0)
        self.site.start()
        self.assertEqual(self.serving(), 3)

    def test_without_its_key_it_is_not_served_after_a_restart(self):
        self.choose(self.publish(1))
        self.site.start()
        request = self.dispense()
        first = self.ask(request)
        self.site.stop()
        self.believe(Publisher(self.site.top, "other"))
        self.site.start()
        self.site.wait_log(r"no snapshot: .*\(snapshot_key_unknown\)")
        self.assertIsNone(self.serving())
        self.assertEqual(self.ask(request), first)
        self.assertEqual(self.ask(self.dispense())["retry"]["code"],
                         "no_snapshot")

    def test_a_bad_key_in_the_configuration_changes_nothing(self):
        self.choose(self.publish(1))
        self.site.start()
        self.site.edit(r'keys = \{"', 'keys = {"A')
        since = self.site.reload()
        self.site.wait_log("nothing changed.*no public key", since)
        self.assertEqual(self.policy()["keys"], [self.us.public])

    def test_no_key_at_all_is_warned_of(self):
        self.believe()
        self.site.start()
        self.site.wait_log("snapshot.keys is empty")

    def test_the_policy_says_what_is_believed(self):
        path = self.publish(4)
        self.believe(self.us, grace_days=5, cases='"cases"')
        self.site.start()
        self.assertInstalled(path)
        policy = self.policy()
        made, = policy.pop("switches")
        self.assertRegex(made.pop("at"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        sha256 = made.pop("sha256")
        self.assertEqual(made, {
            "how": "install", "snapshot": "gvs-20261101-000004",
            "sequence": 4, "key": self.us.public, "reason": ""})
        serving = policy.pop("serving")
        self.assertEqual((serving["snapshot"], serving["path"],
                          serving["sha256"]),
                         ("gvs-20261101-000004", path, sha256))
        self.assertGreater(serving["articles"], 0)
        self.assertEqual(policy, {
            "ok": True, "dir": self.snapshots,
            "cases": self.site.path("cases"), "keys": [self.us.public],
            "allow_unsigned": False, "grace_days": 5,
            "highest": [{"key": self.us.public, "sequence": 4,
                         "snapshot": "gvs-20261101-000004",
                         "sha256": sha256}]})


class Kills(TrustTest):
    def test_between_any_two_steps(self):
        """What a kill leaves behind, made by hand from the two ends."""
        first, second = self.publish(1), self.publish(2)
        self.choose(first)
        self.site.start()
        before = self.folder()
        self.assertInstalled(second)
        self.site.kill()
        after = self.folder()
        states = {
            "nothing yet": before,
            "half a ratchet beside": {
                **before, "accepted.json.1.new": after["accepted.json"][:40]},
            "the ratchet": {**before, "accepted.json": after["accepted.json"]},
            "half a choice beside": {
                **before, "accepted.json": after["accepted.json"],
                "current.1.new": b"gvs-2026"},
            "all": after}
        for name, files in states.items():
            with self.subTest(name):
                self.write(files)
                self.site.start()
                self.assertEqual(self.serving(), 2 if name == "all" else 1)
                self.assertEqual(self.ask(self.dispense())["outcome"],
                                 "approve")
                self.assertInstalled(second)
                self.assertEqual(self.serving(), 2)
                reply, = self.site.control({"cmd": "snapshot_rollback"})
                self.assertEqual(reply["snapshot"], "gvs-20261101-000001")
                self.site.kill()

    def folder(self):
        files = {}
        for name in ("accepted.json", "current"):
            with open(os.path.join(self.snapshots, name), "rb") as f:
                files[name] = f.read()
        return files

    def write(self, files):
        for name in os.listdir(self.snapshots):
            if not name.startswith("gvs-"):
                os.remove(os.path.join(self.snapshots, name))
        for name, data in files.items():
            with open(os.path.join(self.snapshots, name), "wb") as f:
                f.write(data)

    def test_at_any_moment(self):
        draw = random.Random(20261122)
        paths = {n: self.publish(n) for n in range(1, 4)}
        self.choose(paths[1])
        highest = 1
        for _ in range(12):
            self.site.start()
            self.assertIn(self.serving(), (highest, highest - 1))
            self.assertInstalled(paths[highest])
            target = paths[min(highest + 1, 3)]
            killer = threading.Timer(draw.uniform(0, 0.08), self.site.process
                                     .send_signal, [signal.SIGKILL])
            killer.start()
            try:
                while True:
                    self.install(target)
            except (OSError, ValueError):
                pass
            killer.join()
            self.site.kill()
            self.site.start()
            served = self.serving()
            self.assertIsNotNone(served)
            self.assertInstalled(target)
            highest = min(highest + 1, 3)
            self.assertEqual(self.serving(), highest)
            reply = self.install(paths[1])
            self.assertRefused(reply, "snapshot_replayed")
            self.site.kill()


class Folder(TrustTest):
    def test_a_damaged_memory_serves_nothing_and_says_what_to_do(self):
        self.choose(self.publish(1))
        self.site.start()
        request = self.dispense()
        first = self.ask(request)
        self.site.stop()
        accepted = os.path.join(self.snapshots, "accepted.json")
        with open(accepted, "r+b") as f:
            f.truncate(30)
        self.site.start()
        self.site.wait_log(r"no snapshot: .*\(ratchet_damaged\): put back")
        self.assertIsNone(self.serving())
        self.assertEqual(self.ask(request), first)
        self.assertRefused(self.install(self.publish(2)), "ratchet_damaged")
        self.site.stop()
        os.remove(accepted)
        self.site.start()
        self.site.wait_log("found in use and is remembered")
        self.assertEqual(self.serving(), 1)

    def test_one_flipped_bit_is_seen_at_start(self):
        path = self.publish(1)
        self.choose(path)
        with open(path, "r+b") as f:
            f.seek(os.path.getsize(path) // 2)
            byte = f.read(1)[0]
            f.seek(-1, 1)
            f.write(bytes([byte ^ 1]))
        self.site.start()
        self.site.wait_log(r"no snapshot: .*\(snapshot_hash\)")
        self.assertIsNone(self.serving())

    def test_every_switch_and_refusal_is_logged(self):
        first, second = self.publish(1), self.publish(2)
        self.site.start()
        self.assertInstalled(first)
        self.install(second, reason="a price was wrong")
        line = self.site.wait_log("gvs-20261101-000002 in use by install, was "
                                  "gvs-20261101-000001: sequence 2, ")
        self.assertIn("key %s, because: a price was wrong" % self.us.public,
                      line)
        self.site.control({"cmd": "snapshot_rollback", "reason": "worse"})
        self.site.wait_log("000001 in use by rollback, was .*because: worse")
        self.install(first)
        self.site.wait_log(r"snapshot_use /.*000001.gvs: refused: "
                           r".*\(snapshot_replayed\)")


if __name__ == "__main__":
    harness.main()
