"""What the tests of the import share: folders, an extra folder, a run."""

import csv
import os
import shutil
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "..", "system"))

import delivery  # noqa: E402
import harness  # noqa: E402

FIRST_DAY = "2021-01-01"  # of the cases' meta.csv
CONDITION = ("id,scope,value,procedure,form,text_nl,age_from,age_below,"
             "valid_from,valid_to\n")
COPIED = ("meta policy parameter supplier contract average_tariff"
          " irrational_substance service device").split()
HAND = os.path.join(HERE, "hand")


def rows(folder, table):
    with open(os.path.join(folder, table + ".csv"), encoding="utf-8",
              newline="") as f:
        return list(csv.DictReader(f))


class ImportTest(unittest.TestCase):
    def setUp(self):
        self.top = tempfile.mkdtemp(prefix="claimd-gstandaard-")
        self.addCleanup(shutil.rmtree, self.top)
        self.extra = os.path.join(self.top, "extra")
        self.out = os.path.join(self.top, "out")
        os.mkdir(self.extra)
        for table in COPIED:
            shutil.copy(os.path.join(harness.DATA, table + ".csv"),
                        self.extra)
        os.remove(os.path.join(self.extra, "average_tariff.csv"))
        self.runs = 0

    def write_extra(self, table, text):
        with open(os.path.join(self.extra, table + ".csv"), "w",
                  encoding="utf-8") as f:
            f.write(text)

    def run_on(self, folder, *options):
        return harness.claimctl("snapshot", "import-gstandaard", folder,
                                "--extra", self.extra, "--out", self.out,
                                *options, check=False)

    def run_import(self, wanted, *options):
        """Of a Delivery that is written first."""
        self.runs += 1
        folder = os.path.join(self.top, "in%d" % self.runs)
        wanted.write(folder)
        return self.run_on(folder, *options)

    def imported(self, wanted, *options):
        """The same, and it must do."""
        shutil.rmtree(self.out, ignore_errors=True)
        done = self.run_import(wanted, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def nothing_left(self):
        """Neither the folder nor a part of it."""
        left = [name for name in os.listdir(self.top)
                if name.startswith("out")]
        self.assertEqual(left, [])

    def refused(self, wanted, fault, *options):
        """Refused, with this fault among those that are told."""
        shutil.rmtree(self.out, ignore_errors=True)
        done = self.run_import(wanted, *options)
        self.assertIn(fault, done.stderr)
        self.assertEqual(done.returncode, 7, done.stderr)
        self.nothing_left()
        return done


def one_article(**fields):
    """A delivery that needs nothing of the extra folder."""
    d = delivery.Delivery().product(8001, 7001, 6001)
    return d.article("90000013", 8001, "Gewoon 10 mg 30 tabletten", **fields)
