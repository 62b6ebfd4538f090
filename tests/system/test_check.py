#!/usr/bin/env python3
"""claimctl check as a person meets it: verdicts, faults, exit statuses."""

import json
import os
import shutil
import tempfile
import unittest

import harness

BASE = """base
  given ledger since=2015-01-01
  request pharmacy=02012345 date=2026-11-20
  request insured.born=1961-04-02 insured.sex=f
  request insured.uzovi=3311 insured.polis=196
  request prescription.prescriber=huisarts prescription.date=2022-01-01
  request item.kind=medicine item.zi=90000013
  request item.quantity_milli=15000 item.days=15
"""
GOOD = BASE + """
case good Vijftien dagen
  expect outcome=approve claimed=545
"""


class Check(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = tempfile.mkdtemp(prefix="claimd-check-")
        cls.snapshot = os.path.join(cls.dir, "cases.gvs")
        harness.claimctl("snapshot", "build", harness.DATA, "--out",
                         cls.snapshot)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.dir)

    def check(self, text, *options, snapshot=True):
        path = os.path.join(self.dir, "x.case")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        if snapshot:
            options += ("--snapshot", self.snapshot)
        return harness.claimctl("check", path, *options, check=False)

    def test_all_is_well(self):
        done = self.check(GOOD)
        self.assertEqual(done.stdout, "1 passed, 0 failed\n")
        self.assertEqual(done.returncode, 0)

    def test_for_programs(self):
        done = self.check(GOOD, "--json")
        self.assertEqual(json.loads(done.stdout), {"passed": 1, "failed": 0})

    def test_expected_and_got_stand_side_by_side(self):
        done = self.check(GOOD.replace("545", "546"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("x.case:10 good: Vijftien dagen", done.stdout)
        self.assertRegex(done.stdout, r"(?m)^  ! claimed +546 +545$")
        self.assertRegex(done.stdout, r"(?m)^    outcome +approve +approve$")
        self.assertTrue(done.stdout.endswith("0 passed, 1 failed\n"))

    def test_a_reason_that_was_not_expected(self):
        done = self.check(GOOD.replace("expect ", "request insured.wlz=true\n"
                                       "expect ").replace("approve", "deny"))
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"(?m)^  ! reason +none +WLZ$")

    def test_a_reason_that_did_not_come(self):
        done = self.check(GOOD + "  expect reason WLZ\n")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"(?m)^  ! reason +WLZ +none$")

    def test_a_field_that_the_protocol_does_not_know(self):
        done = self.check(GOOD.replace("expect ", "request item.dayz=3\n"
                                       "expect "))
        self.assertEqual(done.returncode, 1)
        self.assertIn("unknown_field", done.stdout)
        self.assertIn("/item/dayz", done.stdout)

    def test_a_given_that_goes_otherwise_fails_the_case(self):
        done = self.check(GOOD.replace(
            "expect ", "given earlier insured.wlz=true\nexpect "))
        self.assertEqual(done.returncode, 1)
        self.assertIn("x.case:11: the earlier request got deny (WLZ), "
                      "expected approve", done.stdout)

    def test_a_fault_in_the_file(self):
        done = self.check(GOOD + "  exepct outcome=deny\n")
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"x\.case:12: 'exepct', expected ")

    def test_a_case_without_a_ledger(self):
        done = self.check(GOOD.replace("given ledger since=2015-01-01", ""))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("given ledger since=DATE", done.stderr)

    def test_no_snapshot(self):
        done = self.check(GOOD, snapshot=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--snapshot", done.stderr)

    def test_no_such_files(self):
        done = harness.claimctl("check", "nowhere.case", "--snapshot",
                                self.snapshot, check=False)
        self.assertEqual(done.returncode, 6)
        done = self.check(GOOD, "--snapshot", "nowhere.gvs", snapshot=False)
        self.assertNotEqual(done.returncode, 0)

    def test_steps_are_what_a_daemon_is_fed_with(self):
        done = self.check(BASE + """
case with-all Alles
  given history substance=A form=B date=2026-01-01
  given permit number=M-1 scope=any from=2026-01-01 to=2026-12-31 revoked=true
  given earlier date=2026-10-01 reversed=true
  expect outcome=approve
""", "--steps", snapshot=False)
        case = json.loads(done.stdout)
        self.assertTrue(case["case"].endswith("x.case:with-all"))
        self.assertEqual(case["since"], "2015-01-01")
        self.assertEqual([step["do"] for step in case["steps"]],
                         ["history", "permit", "permit", "earlier", "reverse",
                          "request"])
        ops = [json.loads(step["json"]) for step in case["steps"]]
        self.assertEqual(ops[0][1:], ["A", "B", "2026-01-01", "", ""])
        self.assertEqual([op["op"] for op in ops[1:]],
                         ["permit_add", "permit_revoke", "dispense",
                          "reverse", "dispense"])
        self.assertEqual(ops[4]["of"], ops[3]["id"])
        self.assertEqual(len({op["id"] for op in ops[1:]}), 5)


if __name__ == "__main__":
    harness.main()
