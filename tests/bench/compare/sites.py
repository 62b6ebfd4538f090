"""Folders as claimctl init makes them, with a ledger of a size, and the
requests that are sent to them."""

import json
import os
import re
import shutil
import subprocess

from .process import Failed

BENCH = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
SRC = os.path.abspath(os.path.join(BENCH, "..", ".."))
# Supplies of each insured, on average (population.h).
SUPPLIES = 30
# Fewer insured would meet so many claims in a run that their histories grow.
INSURED_MIN = 20_000


def run(*command):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise Failed("%s:\n%s%s" % (" ".join(command), done.stdout,
                                    done.stderr))
    return done.stdout


class Site:
    """As shipped, but for the port: it may be taken."""

    def __init__(self, build, folder, data=None):
        self.build = build
        self.dir = folder
        self.data = data or os.path.join(SRC, "schema", "demo")
        self.conf = self.path("claimd.conf")
        self.kept = folder + ".ledger"

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def make(self):
        run(os.path.join(self.build, "claimctl"), "init", self.dir,
            "--data", self.data)
        with open(self.conf, encoding="utf-8") as file:
            conf = file.read()
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(re.sub(r"port = \d+", "port = 0", conf, count=1))
        return self

    def requests(self, op):
        """A file of lines for load."""
        path = self.path(op + ".lines")
        if not os.path.exists(path):
            run(os.path.join(BENCH, "requests.sh"), "-o", op, "-s", self.data,
                path)
        return path

    def fill(self, claims, insured_min=INSURED_MIN):
        """So many claims; what the insured had before them is imported."""
        # Some more: not every choice of them has had the average.
        insured = max(claims // SUPPLIES + claims // 1000 + 61, insured_min)
        said = run(os.path.join(self.build, "tests", "bench", "fill"),
                   "-k", self.path("patient.key"),
                   "-r", self.requests("dispense"), "-n", str(claims),
                   "-i", str(insured), self.path("ledger", "ledger.db"))
        os.sync()
        with open(self.path("fill.json"), "w", encoding="utf-8") as file:
            file.write(said)
        return self

    def filled(self):
        """What fill said: claims, imported, insured, bytes, share5 …"""
        with open(self.path("fill.json"), encoding="utf-8") as file:
            return json.load(file)

    def body_like(self):
        """A request as long as those that load sends."""
        with open(self.requests("dispense"), encoding="utf-8") as file:
            line = file.readline().strip()
        for hole, text in (("{id}", "b6740c3a2-1f2e-123456"),
                           ("{bsn}", "999990019"), ("{date}", "2026-11-22")):
            line = line.replace(hole, text)
        return line

    def keep(self):
        """The ledger as it is now is what restore() brings back."""
        shutil.copytree(self.path("ledger"), self.kept)

    def restore(self):
        """On the disk before anything is measured."""
        shutil.rmtree(self.path("ledger"))
        shutil.copytree(self.kept, self.path("ledger"))
        os.sync()
