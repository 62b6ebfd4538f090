#!/usr/bin/env python3
"""gvs-sync killed at any instant, interrupted, and twice at once."""

import os
import random
import signal
import subprocess
import time

import mirror
from harness import PATIENCE, dispense, main
from nightly import MirroredNightlyTest

ENDS = (".gvs", ".manifest", ".manifest.sig")
KILLS_MIN = 30


class KillTest(MirroredNightlyTest):
    def setUp(self):
        super().setUp()
        self.mirror.released.clear()
        self.mirror.stalled.clear()

    def stall(self, name):
        """A run that waits for half a file."""
        self.mirror.behaviour = {name: mirror.stalls}
        process = self.night.start()
        self.assertTrue(self.mirror.stalled.wait(PATIENCE))
        return process

    def ended(self, process):
        with process:
            said = process.communicate(timeout=PATIENCE)[1]
        return process.returncode, said


class Killed(KillTest):
    def whole(self):
        """What is in the folder under a name is all there, and is what the
        publisher made; else it is a leftover that the next install removes."""
        installed = set()
        for name in os.listdir(self.site.path("snapshots")):
            if name.startswith("gvs-") and name.endswith(".gvs"):
                installed.add(name[:-len(".gvs")])
        for name in installed:
            for end in ENDS:
                with open(self.site.path("snapshots", name + end), "rb") as f:
                    ours = f.read()
                with open(self.publisher.path(name + end), "rb") as f:
                    self.assertEqual(ours, f.read(), name + end)
        return installed

    def await_lock(self):
        """Until the last of those that were killed is gone."""
        if os.path.isdir(self.night.state):
            subprocess.run(["flock", os.path.join(self.night.state, "lock"),
                            "true"], check=True, timeout=PATIENCE)

    def await_switch(self):
        """Until the daemon has done what was asked of it before the kill:
        it opens one file after the other, and this one is not there."""
        refused, _ = self.site.control(
            {"cmd": "snapshot_use", "how": "install",
             "path": self.site.path("snapshots", "none.gvs")},
            {"cmd": "snapshot_policy"})
        self.assertIn("error", refused)

    def kill_after(self, seconds):
        """Whether the run was killed, and had not ended by itself."""
        process = self.night.start()
        try:
            said = process.communicate(timeout=seconds)[1]
            self.assertEnds((process.returncode, said), 0, "installed")
            return False
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=PATIENCE)
            self.await_lock()
            self.await_switch()
            return True
        finally:
            process.stdout.close()
            process.stderr.close()

    def test_any_instant(self):
        """Later and later, until a run has passed; then a clean one."""
        seed = int(os.environ.get("SYNC_SEED", random.randrange(10 ** 6)))
        print("SYNC_SEED=%d" % seed)
        chance = random.Random(seed)
        connection = self.site.connect()
        self.addCleanup(connection.close)
        wanted = self.issue()
        start = time.monotonic()
        self.assertInstalls(wanted)
        step = (time.monotonic() - start) / 40
        served, wanted = wanted, self.issue()
        kills = passed = 0
        while kills < KILLS_MIN or not passed:
            if not self.kill_after(chance.uniform(kills, kills + 1) * step):
                passed += 1
                self.assertEqual(self.serving(), wanted)
            else:
                kills += 1
            self.assertIn(self.serving(), (served, wanted))
            self.assertIn(self.serving(), self.whole())
            reply = connection.ask(dispense("kill-%d-%d" % (kills, passed),
                                            "999990032", op="simulate"))
            self.assertEqual(reply["snapshot"], self.serving())
            if self.serving() == wanted:
                served, wanted = wanted, self.issue()
            self.assertLess(kills, 500)
        self.assertInstalls(wanted)
        left = [name for name in os.listdir(self.site.path("snapshots"))
                if not name.startswith("gvs-")]
        self.assertLessEqual(set(left), {"accepted.json", "current", "lock",
                                         ".lock"})
        # And after a restart it is what is served.
        connection.close()
        self.site.stop()
        self.site.start()
        self.assertEqual(self.serving(), wanted)

    def test_script_alone(self):
        """While its curl lives the lock is held: nobody fetches into the
        same folder."""
        name = self.issue()
        process = self.stall(name + ".gvs")
        process.kill()
        process.wait(PATIENCE)
        self.assertEnds(self.night.run(), 75, "another gvs-sync is at work")
        self.mirror.behaviour.clear()
        self.mirror.released.set()
        self.ended(process)
        self.await_lock()
        self.assertInstalls(name)


class AtOnce(KillTest):
    def test_two(self):
        name = self.issue()
        first = self.stall(name + ".gvs")
        self.assertEnds(self.night.run(), 75, "another gvs-sync is at work")
        self.mirror.released.set()
        self.assertEnds(self.ended(first), 0, "installed " + name)
        self.assertEqual(self.serving(), name)
        self.assertEnds(self.night.run(), 0, "nothing new")

    def test_many(self):
        """Started in the same instant: one installs, none is in its way."""
        for _ in range(3):
            name = self.issue()
            runs = [self.night.start() for _ in range(4)]
            ends = [self.ended(run) for run in runs]
            self.assertLessEqual({status for status, _ in ends}, {0, 75})
            installed = [said for _, said in ends
                         if "gvs-sync: installed %s," % name in said]
            self.assertEqual(len(installed), 1, ends)
            self.assertEqual(self.serving(), name)

    def test_interrupted(self):
        """Ends at once, and leaves nothing."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            for whole_group in (False, True):
                with self.subTest(number=number, whole_group=whole_group):
                    name = self.issue()
                    before = self.all() if os.path.exists(
                        self.night.state) else None
                    process = self.stall(name + ".gvs")
                    (os.killpg if whole_group else os.kill)(process.pid,
                                                            number)
                    self.assertEnds(self.ended(process), 130, "interrupted")
                    self.assertEqual(os.listdir(self.night.state), ["lock"])
                    if before:
                        self.assertEqual(self.all(), before)
                    self.mirror.released.set()
                    self.setUp_mirror()
        self.assertInstalls(name)

    def setUp_mirror(self):
        self.mirror.behaviour.clear()
        self.mirror.released.clear()
        self.mirror.stalled.clear()


if __name__ == "__main__":
    main()
