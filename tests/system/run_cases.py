#!/usr/bin/env python3
"""The rule cases against a real daemon over TLS.

claimctl check reads the cases and compares: here only its steps are carried
out. One daemon for each day since which a ledger knows all supplies."""

import csv
import glob
import json
import os
import subprocess
import sys
import tempfile

import arithmetic
import harness


def read_steps(files):
    printed = harness.claimctl("check", *files, "--steps").stdout
    return [json.loads(line) for line in printed.splitlines()]


def import_history(site, cases):
    rows = [json.loads(step["json"]) for case in cases
            for step in case["steps"] if step["do"] == "history"]
    if not rows:
        return
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["bsn", "substance", "form", "date", "days",
                         "quantity_milli"])
        writer.writerows(rows)
        out.flush()
        site.ctl("history", "import", out.name)


def explain_all(site):
    """Every recorded claim, judged again from what the ledger keeps, gives
    the very bytes that were answered, and its arithmetic gives the amounts."""
    entries = site.status()["ledger"]["entries"]
    replies = site.control(*({"cmd": "explain", "claim": "C%014d" % n}
                             for n in range(1, entries + 1)))
    for n, reply in enumerate(replies, 1):
        if reply.get("kind", "claim") != "claim" or "error" in reply:
            continue
        assert reply["verified"] == "equal", "C%014d: %s" % (n, reply)
        arithmetic.check(reply)
    return sum("verified" in reply for reply in replies)


def run_since(since, cases, pharmacies, out):
    site = harness.Site(since=since, pharmacies=pharmacies)
    with site:
        import_history(site, cases)
        connections = {agb: site.connect(agb) for agb in pharmacies}
        for case in cases:
            for index, step in enumerate(case["steps"]):
                if step["do"] == "history":
                    continue
                connection = connections[step["pharmacy"]]
                connection.send(step["json"])
                out.write("%s\t%d\t%s\n" % (
                    case["case"], index, connection.line().decode()))
        for connection in connections.values():
            connection.close()
        site.ctl("ledger", "verify")
        assert explain_all(site) > 0
        assert site.stop() == 0, "claimd did not end well"


def main():
    files = sys.argv[1:] or sorted(glob.glob(
        os.path.join(harness.CASES, "*.case")))
    cases = read_steps(files)
    pharmacies = sorted({step["pharmacy"] for case in cases
                         for step in case["steps"] if step["pharmacy"]})
    with tempfile.NamedTemporaryFile("w", suffix=".replies") as out:
        for since in sorted({case["since"] for case in cases}):
            run_since(since, [case for case in cases
                              if case["since"] == since], pharmacies, out)
        out.flush()
        sys.exit(subprocess.run(
            [harness.CLAIMCTL, "check", *files, "--replies", out.name],
            check=False).returncode)


if __name__ == "__main__":
    main()
