#!/usr/bin/env python3
"""The seeds of the fuzz targets: make_seeds.py CLAIMCTL FOLDER.

FOLDER/NAME gets those of each target: small inputs that are taken, from which
a fuzzer begins. They are made anew, for this program's rulebook and schema.
"""

import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys

SRCDIR = os.environ.get("SRCDIR", os.path.join(os.path.dirname(__file__),
                                               "../.."))
CASES = os.path.join(SRCDIR, "tests/cases/data")
POLICY = ("3311", "196")
ARTICLES = {"90000013", "90000048", "90000056"}
ID = "gvs-20261101-000001"


def wanted(table, row, reglement):
    """Whether the tiny snapshot has a row of the rule cases' one."""
    if table == "policy":
        return (row["uzovi"], row["polis"]) == POLICY
    if table == "parameter":
        return row["reglement"] == reglement
    if table == "condition":
        return row["scope"] != "zi" or row["value"] in ARTICLES
    if table in ("article", "price", "preference", "registered_equivalent"):
        return row["zi"] in ARTICLES
    return True


def tiny_tables(folder):
    """Of each table a few rows that need no others."""
    reglement = next(
        row["reglement"]
        for row in csv.DictReader(open(CASES + "/policy.csv", encoding="utf-8"))
        if (row["uzovi"], row["polis"]) == POLICY)
    for name in sorted(os.listdir(CASES)):
        table = name.removesuffix(".csv")
        with open(os.path.join(CASES, name), encoding="utf-8") as source:
            rows = csv.DictReader(source)
            kept = [row for row in rows if wanted(table, row, reglement)]
        if table not in ("meta", "parameter"):
            kept = kept[:3]
        with open(os.path.join(folder, name), "w", encoding="utf-8",
                  newline="") as out:
            writer = csv.DictWriter(out, rows.fieldnames, lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)


def altered(path, out, sql):
    """A copy of a snapshot with other settings."""
    shutil.copy(path, out)
    db = sqlite3.connect(out, isolation_level=None)
    db.executescript(sql)
    db.close()


def seeds_snapshot(_run, tiny, folder):
    """Small pages make small inputs, and more of them are looked at."""
    altered(tiny, folder + "/small", "PRAGMA page_size = 512; VACUUM")
    altered(tiny, folder + "/usual", "VACUUM")
    altered(tiny, folder + "/free", "PRAGMA page_size = 512; VACUUM;"
            "CREATE TABLE x (y); INSERT INTO x VALUES (zeroblob(9000));"
            "DROP TABLE x")
    altered(tiny, folder + "/wal", "PRAGMA page_size = 512; VACUUM;"
            "PRAGMA journal_mode = WAL")
    altered(tiny, folder + "/other-rules", "PRAGMA page_size = 512; VACUUM;"
            "UPDATE meta SET value = '2000.1' WHERE key = 'rules'")


def seeds_manifest(run, tiny, folder):
    """What claimctl signs."""
    keys = os.path.join(os.path.dirname(tiny), "signing")
    run("snapshot", "keygen", "--out", keys + ".key")
    run("snapshot", "sign", tiny, "--key", keys + ".key", "--days", "3")
    stem = tiny.removesuffix(".gvs")
    with open(stem + ".manifest", "rb") as part:
        manifest = part.read()
    with open(stem + ".manifest.sig", "rb") as part:
        signature = part.read()
    for name, bytes_ in (("signed", manifest + b"\n" + signature),
                         ("manifest", manifest),
                         ("key", re.search(rb'"key":"([^"]*)', manifest)[1]
                          + b"\n" + signature)):
        with open(os.path.join(folder, name), "wb") as out:
            out.write(bytes_)


def seeds_ratchet(_run, _tiny, folder):
    """As lib/trust/ratchet_file.c describes it."""
    key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    what = f'"sha256":"{"0" * 64}"'
    highest = (f'{{"key":"{key}","sequence":17,{what},'
               f'"snapshot_id":"{ID}"}}')
    switch = (f'{{"at":"2026-11-22T04:00:00Z","how":"install",'
              f'"snapshot_id":"{ID}","key":"{key}",{what},"sequence":17,'
              f'"reason":"prices \\"fell\\""}}')
    none = switch.replace(key, "").replace("install", "use")
    for name, keys, switches in (("empty", "", ""),
                                 ("one", highest, switch),
                                 ("more", highest, f"{switch},{none},{none}")):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            out.write(f'{{"version":1,"keys":[{keys}],'
                      f'"switches":[{switches}]}}\n')


def main():
    """Makes them all."""
    claimctl, folder = sys.argv[1:]

    def run(*words):
        done = subprocess.run((claimctl,) + words, capture_output=True,
                              text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"claimctl {' '.join(words)}: {done.stderr}"
                     f"{done.stdout}")

    work = os.path.join(folder, "work")
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    tiny_tables(work)
    tiny = os.path.join(work, ID + ".gvs")
    run("snapshot", "build", work, "--out", tiny)
    with open(os.path.join(SRCDIR, "tests/fuzz/targets"),
              encoding="utf-8") as table:
        names = [line.split()[0] for line in table if line[0] != "#"]
    for name in names:
        os.makedirs(os.path.join(folder, name), exist_ok=True)
        globals()["seeds_" + name](run, tiny, os.path.join(folder, name))
    shutil.rmtree(work)


main()
