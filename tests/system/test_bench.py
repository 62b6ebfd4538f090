#!/usr/bin/env python3
"""What measurements rest on (tests/bench): the ledgers that fill makes, and
the load. Counts and never times."""

import json
import os
import subprocess
import tempfile
import unittest

import harness

BENCH = os.path.join(harness.BUILDDIR, "tests", "bench")
DEMO = os.path.join(harness.SRCDIR, "schema", "demo")
CLAIMS = 3000
INSURED = 200


def run(*args):
    return subprocess.run(args, capture_output=True, text=True, check=False,
                          timeout=4 * harness.PATIENCE)


def make_requests(folder, *options):
    path = os.path.join(folder, "requests")
    made = run(os.path.join(harness.SRCDIR, "tests", "bench", "requests.sh"),
               *options, path)
    if made.returncode != 0:
        raise AssertionError(made.stderr)
    return path


def fill(site, requests, *options):
    return run(os.path.join(BENCH, "fill"), "-k", site.path("patient.key"),
               "-r", requests, *options, site.path("ledger", "ledger.db"))


def filled(site, requests, *options):
    made = fill(site, requests, *options)
    if made.returncode != 0:
        raise AssertionError(made.stderr)
    return json.loads(made.stdout)


class Bench(unittest.TestCase):
    def setUp(self):
        self.site = harness.Site(data=DEMO)
        self.addCleanup(self.site.remove)
        self.folder = tempfile.TemporaryDirectory(prefix="claimd-bench-")
        self.addCleanup(self.folder.cleanup)
        self.requests = make_requests(self.folder.name)

    def load(self, *options, well=True, requests=None, port=None):
        """What load printed."""
        done = run(
            os.path.join(BENCH, "load"), "-p", str(port or self.site.port),
            "-A", self.site.path("ca.pem"),
            "-C", self.site.path("client-02012345.pem"),
            "-K", self.site.path("client-02012345.key"),
            "-w", "0", "-d", "0.3", *options, requests or self.requests)
        self.assertEqual(done.returncode, 0 if well else 1,
                         done.stdout + done.stderr)
        return json.loads(done.stdout)

    def supplies_met(self, number):
        """How many supplies claimd found for a claim."""
        told = self.site.ctl("explain", "C%014d" % number, "--json").stdout
        return json.loads(told)["explanation"]["facts"]["history_count"]

    def assertHistoriesMet(self, first):
        """Most requests that load sent met five supplies, and none many."""
        met = [self.supplies_met(n) for n in range(first, first + 40)]
        self.assertGreater(sum(count >= 5 for count in met), 20, met)
        self.assertLess(max(met), 70, met)


class Fill(Bench):
    def test_a_filled_ledger_verifies_and_serves(self):
        result = filled(self.site, self.requests, "-n", str(CLAIMS))
        self.assertEqual(result["claims"], CLAIMS)
        self.assertEqual(result["insured"], CLAIMS // 30 + 61)
        self.assertGreater(result["imported"], 0)
        self.assertGreater(result["share5"], 0.5)
        self.assertLess(result["share5"], 1)
        self.site.start()
        self.assertEqual(self.site.status()["ledger"]["claims"], CLAIMS)
        self.site.ctl("ledger", "verify")
        loaded = self.load("--population", str(result["insured"]))
        self.assertGreater(loaded["approve"], 0)
        self.assertHistoriesMet(self.site.entries() - 50)
        self.site.ctl("ledger", "verify")

    def test_histories_can_be_all_that_there_is(self):
        result = filled(self.site, self.requests, "-n", "0", "-i",
                        str(INSURED))
        self.assertEqual(result["claims"], 0)
        # 0 to 60 each, and 200 are not quite a multiple of 61.
        self.assertAlmostEqual(result["imported"], 30 * INSURED, delta=1000)
        self.site.start()
        ledger = self.site.status()["ledger"]
        self.assertEqual((ledger["claims"], ledger["imports"]), (0, 1))
        self.site.ctl("ledger", "verify")
        loaded = self.load("--population", str(INSURED))
        self.assertGreater(loaded["approve"], 0)
        self.assertHistoriesMet(2)

    def test_what_is_there_is_not_touched(self):
        filled(self.site, self.requests, "-n", "100")
        again = fill(self.site, self.requests, "-n", "100")
        self.assertEqual(again.returncode, 1)
        self.assertIn("is there already", again.stderr)

    def test_more_claims_than_supplies_are_refused(self):
        made = fill(self.site, self.requests, "-n", "10000", "-i", "61")
        self.assertEqual(made.returncode, 2)
        self.assertIn("1830 supplies", made.stderr)


if __name__ == "__main__":
    harness.main()
