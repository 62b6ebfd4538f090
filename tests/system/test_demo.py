#!/usr/bin/env python3
"""The demo as a newcomer runs it: decisions, each with its article, found
again by look-up, and the daemon stopped as the demo says."""

import os
import random
import re
import shutil
import socket
import subprocess
import tempfile
import unittest

import harness

DEMO = os.path.join(os.path.abspath(harness.SRCDIR), "demo.sh")

# Outcome, id, and the reason (with its article) that stands for it; None: it
# has no reason at all.
EXPECTED = [
    ("APPROVE", "demo-1-approve", "art. 4.2", "CONTRIBUTION"),
    ("PARTIAL", "demo-2-partial", "art. 9.1", "FIRST_SUPPLY"),
    ("DENY", "demo-3-deny", "art. 3.1.4", "NOT_PREFERRED"),
    ("APPROVE", "demo-4-preparation", None, None),
    ("DENY", "demo-5-import", "art. 5", "IMPORT_PERMIT"),
    ("APPROVE", "demo-6-allergen", None, None),
    ("PARTIAL", "demo-7-diet", "art. 3.3", "UNCONTRACTED"),
    ("DENY", "demo-8-device", "pump page", "DEVICE_PERMIT"),
    ("APPROVE", "demo-9-service", None, None),
]


def free_port():
    """Below those that the kernel hands out: no test that runs beside this
    one gets it while the demo is being made."""
    while True:
        port = random.randrange(20000, 30000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def decisions(output):
    """What submit printed, a list of lines for each request."""
    parts = []
    for line in output.splitlines():
        if re.match(r"(APPROVE|PARTIAL|DENY) ", line):
            parts.append([line])
        elif parts and line.startswith("  "):
            parts[-1].append(line)
        elif line and not line.startswith(" "):
            if parts:
                break
    return parts


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = tempfile.mkdtemp(prefix="claimd-demo-")
        cls.dir = os.path.join(cls.top, "demo")
        cls.port = free_port()
        try:
            cls.output = cls.run_demo().stdout
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def tearDownClass(cls):
        subprocess.run([harness.CLAIMCTL, "drain", "--dir", cls.dir],
                       capture_output=True, timeout=harness.PATIENCE)
        shutil.rmtree(cls.top)

    @classmethod
    def run_demo(cls, *args):
        done = subprocess.run(
            [DEMO, "--no-install", "--built",
             os.path.abspath(harness.BUILDDIR), "--dir", cls.dir,
             "--port", str(cls.port), *args],
            capture_output=True, text=True, timeout=4 * harness.PATIENCE)
        if done.returncode != 0:
            raise AssertionError("demo.sh: %d\n%s%s" % (
                done.returncode, done.stdout, done.stderr))
        return done

    def site(self):
        """The demo's folder in the harness's words."""
        site = harness.Site.__new__(harness.Site)
        site.dir, site.port = self.dir, self.port
        return site

    def test_1_every_kind_of_care_with_the_articles_that_count(self):
        parts = decisions(self.output)
        self.assertEqual(len(parts), len(EXPECTED), self.output)
        for lines, (outcome, request, article, code) in zip(parts, EXPECTED):
            first = lines[0].split()
            self.assertEqual(first[:2], [outcome, request])
            self.assertRegex(first[2], r"^C\d{14}$")
            reasons = [l for l in lines if re.match(r"  .* [A-Z_]+: \S", l)]
            if code is None:
                self.assertEqual(reasons, [])
                continue
            reason = [l for l in reasons if re.match(
                r"  %s +%s: \S" % (re.escape(article), code), l)]
            self.assertEqual(len(reason), 1, lines)
        self.assertIn("9 answered: 4 approve, 2 partial, 3 deny", self.output)

    def test_2_each_claim_is_found_by_look_up(self):
        parts = decisions(self.output)
        with self.site().connect() as connection:
            for lines, (outcome, request, article, code) in zip(parts,
                                                                EXPECTED):
                reply = connection.ask({"v": 1, "op": "lookup",
                                        "id": "find-" + request,
                                        "of": request})
                self.assertEqual(reply["id"], request)
                self.assertEqual(reply["claim"], lines[0].split()[2])
                self.assertEqual(reply["outcome"], outcome.lower())
                self.assertFalse(reply["reversed"])
                reasons = [(r["code"], r["article"])
                           for r in reply["reasons"]]
                if code is None:
                    self.assertEqual(reasons, [])
                else:
                    self.assertIn((code, article.removeprefix("art. ")),
                                  reasons)
                amounts = reply["amounts"]
                self.assertEqual(amounts.pop("claimed"),
                                 sum(amounts.values()))

    def test_3_what_it_says_about_going_on_is_true(self):
        commands = [l.split() for l in self.output.splitlines()
                    if re.match(r"  \S*claimctl ", l)]
        self.assertEqual([c[1] for c in commands],
                         ["status", "explain", "submit", "drain"])
        said = []
        for command in commands[:3]:
            done = subprocess.run(command, capture_output=True, text=True,
                                  timeout=harness.PATIENCE)
            self.assertEqual(done.returncode, 0, done.stderr)
            said.append(done.stdout)
        self.assertIn("byte voor byte", said[1])
        self.assertIn("9 answered: 6 deny, 2 approve, 1 partial", said[2])

    def test_4_a_second_run_begins_anew(self):
        self.assertIn("stopped the daemon of an earlier run",
                      self.run_demo().stdout)
        status = self.site().status()
        self.assertEqual(status["ledger"]["claims"], len(EXPECTED))

    def test_5_a_folder_of_somebody_else_is_left_alone(self):
        other = os.path.join(self.top, "other")
        os.mkdir(other)
        done = subprocess.run(
            [DEMO, "--no-install", "--built",
             os.path.abspath(harness.BUILDDIR), "--dir", other],
            capture_output=True, text=True, timeout=harness.PATIENCE)
        self.assertEqual(done.returncode, 1)
        self.assertIn("not of demo.sh", done.stderr)
        self.assertTrue(os.path.isdir(other))

    def test_6_drain_stops_it(self):
        self.site().ctl("drain")
        self.assertEqual(self.site().ctl("status", check=False).returncode, 3)


if __name__ == "__main__":
    harness.main()
