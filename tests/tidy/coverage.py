#!/usr/bin/env python3
"""Says which lines and branches of lib/rules the tests have not taken.

usage: tests/tidy/coverage.py BUILD [--files PREFIX]

BUILD was configured with --enable-coverage, and `make check`, or a part of
it, has run there. Prints each file's covered lines and sides of branches, then
each one that is missing with its source, and fails unless there is none.

One thing is excepted: the failing side of ensure(), which no test can take
and live. A line may leave as many sides untaken as it holds expansions of
ensure(); so a compound condition has to be split, and nothing else can hide
beside an assertion.
"""
import argparse
import json
import os
import re
import subprocess
import sys

ENSURE = "ensure"


def gcov(build, notes):
    """What gcov tells of one object; all zero if no test ever ran it."""
    out = subprocess.run(
        ["gcov", "--json-format", "--branch-probabilities", "--stdout",
         notes], cwd=build, check=True, stdout=subprocess.PIPE)
    return [json.loads(line) for line in out.stdout.splitlines() if line]


def objects(build, prefix):
    found = []
    for folder, _, names in os.walk(os.path.join(build, prefix)):
        found += [os.path.join(folder, n) for n in names
                  if n.endswith(".gcno")]
    if not found:
        sys.exit(f"coverage: {build}/{prefix} has no notes of the compiler: "
                 "configure with --enable-coverage")
    return sorted(os.path.relpath(name, build) for name in found)


class Lines:
    """Counts by (file, line, function); inline functions of several objects
    are one."""

    def __init__(self, source, prefix):
        self.source = os.path.realpath(source)
        self.prefix = prefix
        self.counts = {}
        self.branches = {}

    def add(self, report):
        for told in report["files"]:
            path = os.path.join(report["current_working_directory"],
                                told["file"])
            name = os.path.relpath(os.path.realpath(path), self.source)
            if name.startswith(self.prefix):
                for line in told["lines"]:
                    self.add_line(name, line)

    def add_line(self, name, line):
        key = (name, line["line_number"], line.get("function_name", ""))
        self.counts[key] = self.counts.get(key, 0) + line["count"]
        taken = [branch["count"] for branch in line["branches"]]
        before = self.branches.get(key, [0] * len(taken))
        if len(before) != len(taken):
            sys.exit(f"coverage: {name}:{key[1]}: the objects disagree on "
                     "its branches")
        self.branches[key] = [a + b for a, b in zip(before, taken)]

    def files(self):
        return sorted({name for name, _, _ in self.counts})


def asserting_macros(text):
    """ensure, and the macros of a file that are made of it."""
    names = {ENSURE}
    for macro in re.finditer(r"^#define (\w+)\(((?:.*\\\n)*.*)$", text, re.M):
        if re.search(rf"\b{ENSURE}\(", macro.group(2)):
            names.add(macro.group(1))
    return names


def expansions(text):
    """How many ensure() each line of a file's text begins, by line number."""
    pattern = re.compile(r"\b(?:" + "|".join(asserting_macros(text)) + r")\(")
    return {number: len(pattern.findall(line))
            for number, line in enumerate(text.splitlines(), 1)
            if not line.startswith("#define")}


def report_file(lines, name, text):
    """(covered lines, lines, taken sides, sides, what is missing)"""
    source = text.splitlines()
    excepted = expansions(text)
    covered = total = taken = sides = 0
    missing = []
    for key in sorted(k for k in lines.counts if k[0] == name):
        number = key[1]
        total += 1
        covered += lines.counts[key] > 0
        here = lines.branches[key]
        untaken = here.count(0)
        excused = min(untaken, excepted[number]) if lines.counts[key] else 0
        taken += len(here) - untaken
        sides += len(here) - excused
        where = f"{name}:{number}: {source[number - 1].strip()}"
        if lines.counts[key] == 0:
            missing.append(f"{where}\n\tnever reached")
        elif untaken > excused:
            which = [str(i) for i, count in enumerate(here) if count == 0]
            missing.append(f"{where}\n\tside {', '.join(which)} of "
                           f"{len(here)} never taken; taken: {here}")
    return covered, total, taken, sides, missing


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("build")
    parser.add_argument("--files", default="lib/rules/", metavar="PREFIX",
                        help="the sources looked at (lib/rules/)")
    args = parser.parse_args()
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "..", "..")
    lines = Lines(source, args.files)
    for notes in objects(args.build, os.path.dirname(args.files)):
        for report in gcov(args.build, notes):
            lines.add(report)
    sums = [0, 0, 0, 0]
    missing = []
    print(f"{'file':32} {'lines':>11} {'branches':>11}")
    for name in lines.files():
        with open(os.path.join(source, name), encoding="utf-8") as f:
            text = f.read()
        *figures, gaps = report_file(lines, name, text)
        sums = [a + b for a, b in zip(sums, figures)]
        missing += gaps
        print("{:32} {:5}/{:<5} {:5}/{:<5}".format(name, *figures))
    print("{:32} {:5}/{:<5} {:5}/{:<5}".format("all", *sums))
    for gap in missing:
        print(gap)
    if missing:
        sys.exit(f"coverage: {len(missing)} lines of {args.files} are not "
                 "covered wholly")


if __name__ == "__main__":
    main()
