#!/usr/bin/env python3
"""Proves that no rule and no parameter of a reglement is without its cases.

A case stands for a rule when it expects a reason with its code and has a
partner: another case that differs from it in one field of the request or of
the givens, and expects no such reason. That is asked for each kind of claim
that the rule's row names. Partners are found, not declared.

A case that says "bound NAME" stands on the boundary that this parameter sets:
it has a partner one day, one cent or one unit (or, for a parameter that is on
or off, one policy that differs in nothing else) further that goes otherwise,
and when the parameter itself is one higher or one lower, the case or its
partner fails. Each parameter is bounded at two values, so that no number that
is written into a rule passes for it.

An argument names another folder of cases. BUILDDIR and SRCDIR: see make
check."""

import collections
import csv
import datetime
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

SRC = os.environ.get("SRCDIR", ".")
CASES = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
    SRC, "tests", "cases")
CLAIMCTL = os.path.join(os.environ.get("BUILDDIR", "."), "claimctl")

KINDS = {"M": "medicine", "P": "preparation", "I": "import", "A": "allergen",
         "D": "diet", "V": "device", "S": "service"}
# What files may be named after beside articles.
OTHER_CLAUSES = {"pump": "pump page", "readings": "reading",
                 "rulebook": "rulebook", "advice": "protocol 5",
                 "amounts": "rulebook 6"}
# An object that is there or not is one field.
OBJECTS = ("prescription", "statement")

Param = collections.namedtuple("Param", "name low high")


def macro_rows(path, macro):
    """The rows of a .def table as lists of their arguments, raw."""
    with open(os.path.join(SRC, path), encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    rows = re.findall(r"^%s\((.*?)\)$" % macro, text, re.S | re.M)
    return [[word.strip() for word in row.split(",")] for row in rows]


def read_rules():
    """{code: (article, kinds)}"""
    rules = {}
    for row in macro_rows("lib/rules/rules.def", "RULE"):
        kinds = KINDS if row[2] == "ALL" else re.split(r"\s*\|\s*", row[2])
        rules[row[0]] = (row[1].strip('"'), [KINDS[k] for k in kinds])
    return rules


def read_params():
    return [Param(row[1].strip('"'), int(row[2]), int(row[3]))
            for row in macro_rows("lib/rules/params.def", "PARAM")]


def table(name):
    with open(os.path.join(CASES, "data", name + ".csv"),
              encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# The cases: what they expect stands in the files, what they ask in the steps.

class Case:
    def __init__(self, path, name):
        self.path, self.name = path, name
        self.file = os.path.basename(path)
        self.clause, self.bound = "", None
        self.expects, self.codes = set(), set()
        self.fields, self.givens = {}, []

    def __str__(self):
        return "%s:%s" % (self.file, self.name)

    @property
    def clauses(self):
        return self.clause.split(", ")

    @property
    def kind(self):
        return self.fields.get("item.kind")

    @property
    def decides(self):
        return not any(e.startswith("error=") for e in self.expects)


def read_case_file(path):
    cases = {}
    case = None
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if not words or words[0].startswith("#") or words[0] == "base":
                continue
            if words[0] == "case":
                case = cases[words[1]] = Case(path, words[1])
            elif words[0] == "clause":
                case.clause = " ".join(words[1:])
            elif words[0] == "like":
                case.clause = cases[words[1]].clause
            elif words[0] == "bound":
                case.bound = words[1]
            elif words[0] == "expect":
                read_expect(case, words[1:])
    return cases


def read_expect(case, words):
    if words[0] == "reason":
        case.codes.add(words[1])
        case.expects.add(" ".join(words))
    elif "=" in words[0]:
        case.expects.update(words)


def flatten(node, prefix=""):
    if not isinstance(node, dict):
        yield prefix, json.dumps(node) if isinstance(node, list) else node
        return
    for key, value in node.items():
        yield from flatten(value, "%s.%s" % (prefix, key) if prefix else key)


def request_fields(step, own):
    """Without what names this case alone."""
    fields = dict(flatten(json.loads(step["json"])))
    fields.pop("id")
    bsn = fields.get("insured.bsn")
    fields["insured.bsn"] = "own" if bsn == own else "other"
    fields["pharmacy"] = step["pharmacy"]
    return fields


def read_given(step, own, givens):
    if step["do"] == "reverse":
        givens[-1]["reversed"] = True
    elif step["do"] == "history":
        values = json.loads(step["json"])
        values[0] = "own" if values[0] == own else "other"
        givens.append({str(i): value for i, value in enumerate(values)})
    elif step["do"] == "permit" and "permit_revoke" in step["json"]:
        givens[-1]["revoked"] = True
    else:
        givens.append(request_fields(step, own))
        if step["do"] == "permit":  # whoever tells of it
            givens[-1].pop("pharmacy")


def read_cases(files):
    cases = {}
    for path in files:
        for name, case in read_case_file(path).items():
            cases["%s:%s" % (path, name)] = case
    printed = subprocess.run([CLAIMCTL, "check", *files, "--steps"],
                             check=True, capture_output=True, text=True)
    for line in printed.stdout.splitlines():
        steps = json.loads(line)
        case = cases[steps["case"]]
        own = json.loads(steps["steps"][-1]["json"])["insured"]["bsn"]
        for step in steps["steps"][:-1]:
            read_given(step, own, case.givens)
        case.fields = request_fields(steps["steps"][-1], own)
        case.fields["since"] = steps["since"]
    return list(cases.values())


# Partners: one field apart.

class Nothing:
    """The value of a field that is not there; equal to no other value."""


def units(fields):
    """A request's fields by what counts as one field: a prescription that is
    there or not is one, and so is each of its members."""
    for name in fields:
        yield name, {name}
    for head in OBJECTS:
        members = {name for name in fields if name.startswith(head + ".")}
        if members:
            yield head, members


def wildcards(fields):
    """(rest, name, value): what is left without one field, for each field;
    and the whole, which is what is left of requests with one field more."""
    yield frozenset(fields.items()), None, Nothing
    for name, members in units(fields):
        rest = frozenset(item for item in fields.items()
                         if item[0] not in members)
        value = fields[name] if members == {name} else True
        yield rest, name, value


def one_apart(one, other):
    """(value, value, name) of the only difference of two field lists."""
    theirs = {rest: (name, value) for rest, name, value in wildcards(other)}
    for rest, name, value in wildcards(one):
        their_name, their_value = theirs.get(rest, (None, Nothing))
        if rest in theirs and (name or their_name) is not None and \
                (name is None or their_name in (None, name)):
            return value, their_value, name or their_name
    return None


def givens_apart(one, other):
    """The only difference of two lists of givens, or None."""
    if len(one) == len(other):
        pairs = [(a, b) for a, b in zip(one, other) if a != b]
        if len(pairs) != 1:
            return None
        difference = one_apart(*pairs[0])
        return difference and (*difference[:2], "given " + difference[2])
    longer, shorter = sorted((one, other), key=len, reverse=True)
    for i in range(len(longer)):
        if longer[:i] + longer[i + 1:] == shorter:
            return True, Nothing, "given"
    return None


def by_request(cases):
    """Pairs with the same givens whose requests are one field apart."""
    buckets = collections.defaultdict(list)
    for case in cases:
        givens = json.dumps(case.givens, sort_keys=True)
        for rest, name, value in wildcards(case.fields):
            buckets[givens, rest].append((case, name, value))
    for bucket in buckets.values():
        for i, (one, name, value) in enumerate(bucket):
            for other, their_name, their_value in bucket[:i]:
                if one is not other and their_name != name and \
                        None not in (name, their_name):
                    continue
                if name or their_name:
                    yield one, other, (value, their_value,
                                       name or their_name)


def by_givens(cases):
    """Pairs with the same request whose givens are one field apart."""
    buckets = collections.defaultdict(list)
    for case in cases:
        buckets[frozenset(case.fields.items())].append(case)
    for bucket in buckets.values():
        for i, one in enumerate(bucket):
            for other in bucket[:i]:
                difference = givens_apart(one.givens, other.givens)
                if difference is not None:
                    yield one, other, difference


def partners(cases):
    """{case: [(partner, difference)]}, both ways."""
    found = collections.defaultdict(list)
    decided = [case for case in cases if case.decides]
    for find in (by_request, by_givens):
        for one, other, (a, b, name) in find(decided):
            if one is not other and a != b:
                found[one].append((other, (a, b, name)))
                found[other].append((one, (b, a, name)))
    return found


def prove_rules(cases, found):
    """Prints the table; returns what is missing."""
    missing = []
    known = set()
    print("%-30s %-16s %6s %6s" % ("rule", "article", "cases", "pairs"))
    for code, (article, kinds) in read_rules().items():
        known.add(code)
        bites = [case for case in cases if code in case.codes]
        pairs = {kind: 0 for kind in kinds}
        for case in bites:
            lacking = [p for p, _ in found[case] if code not in p.codes]
            pairs[case.kind] = pairs.get(case.kind, 0) + len(lacking)
        print("%-30s %-16s %6d %6d" % (code, article, len(bites),
                                       sum(pairs.values())))
        missing += ["rule %s: no pair for kind %s" % (code, kind)
                    for kind in kinds if pairs[kind] == 0]
        if not any(article in case.clauses for case in bites):
            missing.append("rule %s: no case with the clause %s"
                           % (code, article))
    for case in cases:
        missing += ["%s: no rule is called %s" % (case, code)
                    for code in sorted(case.codes - known)]
    return missing


# Boundaries of parameters.

def on_day(row, day):
    return row["valid_from"] <= day and day <= (row["valid_to"] or "9999")


class Reglements:
    def __init__(self):
        self.policies, self.rows = table("policy"), table("parameter")

    def of(self, case):
        for row in self.policies:
            if (row["uzovi"] == case.fields["insured.uzovi"] and
                    row["polis"] == case.fields["insured.polis"] and
                    on_day(row, case.fields["date"])):
                return row["reglement"]
        return None

    def values(self, case):
        reglement = self.of(case)
        return {row["name"]: int(row["value"]) for row in self.rows
                if row["reglement"] == reglement and
                on_day(row, case.fields["date"])}


def one_step(difference):
    """Whether two values of a field are neighbours."""
    a, b, _ = difference
    try:
        days = [datetime.date.fromisoformat(x).toordinal() for x in (a, b)]
        return abs(days[0] - days[1]) == 1
    except (TypeError, ValueError):
        pass
    if str(a).isdigit() and str(b).isdigit():
        most = 1000 if difference[2].endswith("quantity_milli") else 1
        return abs(int(a) - int(b)) <= most
    return False


def bounding(case, found, reglements):
    """The partners that stand on the other side of a case's boundary."""
    mine = reglements.values(case)
    result = []
    for other, difference in found[case]:
        if other.expects == case.expects:
            continue
        theirs = reglements.values(other)
        changed = {name for name in mine if mine[name] != theirs.get(name)}
        if difference[2] == "insured.polis":
            fits = changed == {case.bound}
        else:
            fits = one_step(difference) and changed <= {case.bound}
        if fits:
            result.append(other)
    return result


def failing(files, folder):
    """(file, name) of the cases that fail on the reference data."""
    out = os.path.join(folder, "changed.gvs")
    built = subprocess.run(
        [CLAIMCTL, "snapshot", "build", os.path.join(folder, "data"), "--out",
         out], check=False, capture_output=True, text=True)
    if built.returncode != 0:
        sys.exit(built.stdout + built.stderr)
    ran = subprocess.run([CLAIMCTL, "check", *files, "--snapshot", out],
                         check=False, capture_output=True, text=True)
    return {(os.path.basename(path), name) for path, name in re.findall(
        r"^FAIL (.*?):\d+ ([a-z0-9.-]+):", ran.stdout, re.M)}


def shift(param, delta, folder):
    """Writes parameter.csv with one parameter higher or lower everywhere; a
    flag is turned over. False: no value could be moved."""
    rows = table("parameter")
    moved = set()
    for row in rows:
        value = int(row["value"])
        if row["name"] != param.name:
            continue
        other = 1 - value if param.high == 1 else value + delta
        if param.low <= other <= param.high:
            row["value"] = str(other)
            moved.add(row["reglement"])
    path = os.path.join(folder, "data", "parameter.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return moved


def prove_shifts(param, pairs, reglements, folder):
    """With the parameter moved, each pair must notice."""
    missing = []
    files = sorted({case.path for pair in pairs for case in pair})
    for delta in (1,) if param.high == 1 else (1, -1):
        moved = shift(param, delta, folder)
        bad = failing(files, folder)
        for case, partner in pairs:
            if reglements.of(case) in moved and not any(
                    (c.file, c.name) in bad for c in (case, partner)):
                missing.append("parameter %s: %s and %s do not notice %+d"
                               % (param.name, case, partner.name, delta))
    return missing


def prove_params(cases, found, folder):
    missing = []
    reglements = Reglements()
    print("\n%-26s %6s  %s" % ("parameter", "pairs", "at the values"))
    for param in read_params():
        pairs, values = [], set()
        for case in cases:
            if case.bound != param.name:
                continue
            others = bounding(case, found, reglements)
            if not others:
                missing.append("%s: no partner across the bound of %s"
                               % (case, param.name))
            for other in others:
                pairs.append((case, other))
                values.add(reglements.values(case)[param.name])
                if param.high == 1:
                    values.add(reglements.values(other)[param.name])
        print("%-26s %6d  %s" % (param.name, len(pairs), " ".join(
            map(str, sorted(values)))))
        if len(values) < 2:
            missing.append("parameter %s: bounded at fewer than two values"
                           % param.name)
        missing += prove_shifts(param, pairs, reglements, folder)
    return missing


# One file an article.

def prove_files(files, cases):
    missing = []
    for path in files:
        name = os.path.basename(path)
        head = re.split(r"[-.](?=[a-z])", name)[0].split("-")[0]
        clause = OTHER_CLAUSES.get(head, head)
        if head not in OTHER_CLAUSES and not re.fullmatch(
                r"\d+(\.\d+)*", head):
            missing.append("%s: its name does not begin with an article"
                           % name)
        elif not any(case.file == name and part.startswith(clause)
                     for case in cases for part in case.clauses):
            missing.append("%s: no case in it has the clause %s"
                           % (name, clause))
    return missing


def main():
    files = sorted(glob.glob(os.path.join(CASES, "*.case")))
    cases = read_cases(files)
    found = partners(cases)
    missing = prove_files(files, cases) + prove_rules(cases, found)
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        os.mkdir(data)  # distcheck's sources may not be written to
        for path in glob.glob(os.path.join(CASES, "data", "*.csv")):
            shutil.copyfile(path, os.path.join(
                data, os.path.basename(path)))
        missing += prove_params(cases, found, folder)
    print("\n%d cases in %d files" % (len(cases), len(files)))
    for line in missing:
        print("MISSING " + line)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
