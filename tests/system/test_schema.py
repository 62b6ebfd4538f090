#!/usr/bin/env python3
"""The JSON Schemas of requests and replies say what claimd does.

Each request is judged twice, by the schema and by a real daemon; the two
must agree but for what the schema's $comment names, and each of those has a
test of its own. Every reply on the way is read by the schema of replies."""

import collections
import csv
import glob
import json
import os
import random
import re
import sys
import unittest

import harness
import mutations
import run_cases

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is missing: ./packages.sh test", file=sys.stderr)
    sys.exit(1)

SEED = 20261122
EACH = 30         # changes of a class of which not all are made
IN_FLIGHT = 64    # requests on the way, as the daemon's hello allows
REFUSALS = {"bad_json", "bad_version", "unknown_op", "unknown_field",
            "missing_field", "bad_field"}
SCHEMAS = os.path.join(harness.SRCDIR, "schema")
DEMO = os.path.join(SCHEMAS, "demo")


def load(name):
    with open(os.path.join(SCHEMAS, name), encoding="utf-8") as f:
        return json.load(f)


def source(*path):
    with open(os.path.join(harness.SRCDIR, *path), encoding="utf-8") as f:
        return f.read()


REQUEST = load("request.schema.json")
REPLY = load("reply.schema.json")
requests = Draft202012Validator(REQUEST)
replies = Draft202012Validator(REPLY)


def named_in_comment(schema):
    return set(re.findall(r"\n- ([a-z_]+):", schema["$comment"]))


def reply_faults(reply):
    return ["%s: %s" % ("/".join(map(str, e.absolute_path)), e.message)
            for e in replies.iter_errors(reply)]


class AgainstBoth(harness.SiteTest):
    """Sends requests, and lets the schema read every reply."""

    def read(self, line):
        reply = json.loads(line)
        if not replies.is_valid(reply):
            self.fail("%s\n%s" % (line.decode(), reply_faults(reply)))
        return reply

    def ask_all(self, connection, sent):
        """The replies in order, with as many on the way as allowed."""
        got = []
        for start in range(0, len(sent), IN_FLIGHT):
            batch = sent[start:start + IN_FLIGHT]
            connection.send(*batch)
            got += [self.read(connection.line()) for _ in batch]
        return got

    def ask(self, request):
        return self.ask_all(self.connect(), [request])[0]

    def accepted(self, request):
        reply = self.ask(request)
        self.assertNotIn(reply.get("error", {}).get("code"), REFUSALS, reply)
        return reply


# ---- what a schema cannot say of a request, as predicates ----------------

def eleven_test(request):
    bsn = request.get("insured", {}).get("bsn")
    if bsn is None:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, bsn)) % 11 != 0


def order_of_dates(request):
    def get(*path):
        at = request
        for name in path:
            at = at.get(name, {})
        return at or None
    pairs = [(get("insured", "born"), get("date")),
             (get("prescription", "date"), get("date")),
             (get("item", "last_supplied"), get("date")),
             (get("item", "first_supplied"), get("date")),
             (get("item", "first_supplied"), get("item", "last_supplied")),
             (get("permit", "from"), get("permit", "to"))]
    return any(a is not None and b is not None and a > b for a, b in pairs)


def bytes_not_characters(request):
    def too_long(path, value):
        most = mutations.text_of(path)
        if path[-1] == "scope" and ":" in value:
            value, most = value.split(":", 1)[1], (1, 16)
        return (isinstance(value, str) and most is not None and
                len(value.encode("utf-8")) > most[1])
    return any(too_long(*found) for found in mutations.places(request))


def whole_reals(request):
    return any(isinstance(v, float) for _, v in mutations.places(request))


def services():
    with open(os.path.join(DEMO, "service.csv"), encoding="utf-8") as f:
        return {row["code"]: row for row in csv.DictReader(f)}


SERVICES = services()


def look_ups(request):
    item = request.get("item", {})
    row = SERVICES.get(item.get("code"))
    if row is None:
        return False
    return (row["article"] in ("7.1", "7.2", "7.3", "7.4") and
            "for_zi" not in item or
            row["article"] in ("7.6", "7.7", "7.8") and
            "event" not in item or
            not row["tariff_cents"] and "price" not in item)


BEYOND = [eleven_test, order_of_dates, bytes_not_characters, whole_reals,
          look_ups]


class Mutations(AgainstBoth):
    site_options = {"data": DEMO}

    def test_the_bases_are_accepted_by_both(self):
        got = self.ask_all(self.connect(), mutations.BASES)
        for request, reply in zip(mutations.BASES, got):
            self.assertTrue(requests.is_valid(request), request)
            self.assertNotIn(reply.get("error", {}).get("code"), REFUSALS,
                             (request, reply))

    def test_both_agree_on_every_change(self):
        changed = list(mutations.chosen(random.Random(SEED), EACH))
        for n, (name, request, known) in enumerate(changed):
            if request.get("id") == "m-1":  # else the first would be meant
                changed[n] = name, dict(request, id="n-%d" % n), known
        self.assertGreater(len(changed), 1000)
        got = self.ask_all(self.connect(), [c[1] for c in changed])
        counts = collections.defaultdict(collections.Counter)
        for (name, request, known), reply in zip(changed, got):
            accepts = reply.get("error", {}).get("code") not in REFUSALS
            counts[name][accepts] += 1
            self.compare(name, request, known, reply, accepts)
        for name, count in counts.items():
            print("%-16s %4d accepted, %4d refused" % (
                name, count[True], count[False]))
        total = sum(counts.values(), collections.Counter())
        print("%-16s %4d accepted, %4d refused" % (
            "all", total[True], total[False]))
        for verdict in (True, False):
            self.assertGreaterEqual(4 * total[verdict], len(changed))

    def compare(self, name, request, known, reply, accepts):
        told = "%s\n%s\n%s" % (name, json.dumps(request), reply)
        if known is not None:
            self.assertEqual(accepts, known, told)
        said = requests.is_valid(request)
        if said and not accepts:
            self.assertTrue(any(beyond(request) for beyond in BEYOND), told)
        else:
            self.assertEqual(accepts, said, told)
            self.assertFalse(accepts and any(
                beyond(request) for beyond in BEYOND), told)

    def test_no_text_holds_a_nul(self):
        for base, *path in [
                (0, "permits", 0), (1, "item", "ingredients", 1, "substance"),
                (2, "item", "name"), (2, "item", "form"),
                (7, "item", "code"), (7, "item", "event"), (10, "reason"),
                (-3, "permit", "number"), (-3, "permit", "scope")]:
            request = mutations.put(mutations.BASES[base], path, "any")
            self.assertTrue(requests.is_valid(request), path)
            request = mutations.put(request, path, "a\0b")
            self.assertFalse(requests.is_valid(request), path)
            self.assertError(self.ask(request), "bad_json")

    def test_both_know_the_same_members(self):
        """An object that has every member still refuses one more, and says
        which it knows: exactly those of the schema."""
        defs = REQUEST["$defs"]
        connection = self.connect()
        for base in mutations.BASES:
            shape = "dispense" if "item" in base else base["op"]
            objects = {(): defs[shape],
                       ("insured",): defs["insured" if "item" in base
                                          else "holder"]}
            if "item" in base:
                objects[("item",)] = defs[base["item"]["kind"]]
                objects[("prescription",)] = defs["prescription"]
                objects[("statement",)] = defs["statement"]
            if "permit" in base:
                objects[("permit",)] = defs[shape]["properties"]["permit"]
            if "ingredients" in base.get("item", {}):
                objects[("item", "ingredients", 0)] = defs["ingredient"]
            for path, schema in objects.items():
                if path and path[0] not in base:
                    continue
                reply = self.ask_all(connection, [
                    mutations.put(base, path + ("no_such",), 1)])[0]
                self.assertError(reply, "unknown_field")
                known = reply["error"]["message"].replace(
                    "expected none but ", "").split(", ")
                self.assertEqual(sorted(known), sorted(schema["properties"]),
                                 path)


class BeyondRequests(AgainstBoth):
    """What the schema of requests cannot say: it accepts, claimd refuses."""

    site_options = {"data": DEMO}

    def only_claimd_refuses(self, request, code, field=None):
        line = request if isinstance(request, str) else json.dumps(request)
        self.assertTrue(requests.is_valid(json.loads(line)), line)
        reply = self.ask(line)
        self.assertError(reply, code, field)

    def changed(self, base, path, value):
        return mutations.put(mutations.BASES[base], path, value)

    def test_eleven_test(self):
        path = ("insured", "bsn")
        for base in (0, -2):
            for bsn in ("999990018", "123456789"):
                self.only_claimd_refuses(self.changed(base, path, bsn),
                                         "bad_field", "/insured/bsn")
            self.accepted(self.changed(base, path, "111222333"))

    def test_order_of_dates(self):
        for base, after, before, *path in [
                (0, "2026-11-21", mutations.DATE, "insured", "born"),
                (0, "2026-11-21", mutations.DATE, "prescription", "date"),
                (0, "2026-11-21", mutations.DATE, "item", "last_supplied"),
                (0, "2026-10-02", "2026-10-01", "item", "first_supplied"),
                (-3, "2025-12-31", "2026-01-01", "permit", "to")]:
            with self.subTest(path):
                self.only_claimd_refuses(
                    self.changed(base, path, after), "bad_field",
                    "/" + "/".join(path))
                self.accepted(self.changed(base, path, before))

    def test_bytes_not_characters(self):
        for base, most, *path in [
                (2, 128, "item", "name"), (2, 16, "item", "substance"),
                (2, 16, "item", "form"), (3, 128, "item", "name"),
                (1, 16, "item", "ingredients", 1, "substance"),
                (7, 32, "item", "code"), (7, 32, "item", "event"),
                (0, 64, "permits", 1), (10, 128, "reason"),
                (-3, 64, "permit", "number"), (-2, 64, "permit", "number")]:
            with self.subTest(path):
                self.accepted(self.changed(base, path, "é" * (most // 2)))
                self.only_claimd_refuses(
                    self.changed(base, path, "é" * (most // 2) + "x"),
                    "bad_field", "/" + "/".join(map(str, path)))
        path = ("permit", "scope")
        for prefix in ("prk:", "substance:"):
            self.accepted(self.changed(-3, path, prefix + "é" * 8))
            self.only_claimd_refuses(
                self.changed(-3, path, prefix + "é" * 9), "bad_field",
                "/permit/scope")

    def test_whole_reals(self):
        good = json.dumps(mutations.BASES[0])
        for integer, real, field in [
                ('"v": 1', '"v": 1.0', "/v"), ('"v": 1', '"v": 1e0', "/v"),
                ('"days": 30', '"days": 30.0', "/item/days"),
                ('"days": 30', '"days": 3e1', "/item/days"),
                ('"price": 4500', '"price": 45E2', "/item/price"),
                ('"price": 4500', '"price": -0.0', "/item/price")]:
            self.assertIn(integer, good)
            self.only_claimd_refuses(good.replace(integer, real),
                                     "bad_field", field)
        self.accepted(good.replace('"price": 4500', '"price": -0'))

    def test_duplicate_names(self):
        good = json.dumps(mutations.BASES[0])
        for twice in ('"days": 30', '"v": 1', '"sex": "f"', '"xm": false'):
            self.assertIn(twice, good)
            self.only_claimd_refuses(
                good.replace(twice, twice + ", " + twice), "bad_json")

    def test_lone_surrogates(self):
        good = json.dumps(mutations.BASES[7])
        for half in ("\\ud800", "\\udc00", "x\\udbffy"):
            self.only_claimd_refuses(good.replace("opname 3", half),
                                     "bad_json")
        self.accepted(good.replace("opname 3", "\\ud83d\\ude00"))

    def test_line_length(self):
        good = json.dumps(mutations.BASES[0])
        longest = good[:-1] + " " * (16384 - len(good)) + "}"
        self.accepted(longest)
        self.only_claimd_refuses(good[:-1] + " " * (16385 - len(good)) + "}",
                                 "line_too_long")

    def test_look_ups(self):
        item = mutations.ITEMS[-1]
        for code, row in SERVICES.items():
            with self.subTest(code):
                least = {"kind": "service", "code": code}
                needs = {"for_zi": row["article"] in ("7.1", "7.2", "7.3",
                                                      "7.4"),
                         "event": row["article"] in ("7.6", "7.7", "7.8"),
                         "price": not row["tariff_cents"]}
                least.update((name, item[name])
                             for name, need in needs.items() if need)
                base = mutations.body("simulate", least)
                self.accepted(base)
                for name in (name for name, need in needs.items() if need):
                    self.only_claimd_refuses(
                        mutations.without(base, ("item", name)),
                        "missing_field", "/item/" + name)

    def test_all_that_the_comment_names_is_tested(self):
        tests = {name[5:] for name in dir(self) if name.startswith("test_")}
        self.assertLessEqual(named_in_comment(REQUEST), tests)
        self.assertEqual(len(named_in_comment(REQUEST)), 8)
        self.assertLessEqual({b.__name__ for b in BEYOND},
                             named_in_comment(REQUEST))


class Cases(AgainstBoth):
    """The rule cases: whatever is answered there, both schemas know it."""

    @classmethod
    def setUpClass(cls):
        cls.cases = run_cases.read_steps(sorted(glob.glob(
            os.path.join(harness.CASES, "*.case"))))
        steps = [step for case in cls.cases for step in case["steps"]
                 if step["do"] != "history"]
        cls.pharmacies = sorted({step["pharmacy"] for step in steps})
        cls.site_options = {"pharmacies": cls.pharmacies}
        super().setUpClass()
        cls.asked = [(step["pharmacy"], json.loads(step["json"]))
                     for step in steps]
        cls.answered = []

    def setUp(self):
        """Asked once, whichever test is the first."""
        if self.answered:
            return
        connections = {agb: self.connect(agb) for agb in self.pharmacies}
        waiting = []

        def collect():
            for agb, request in waiting:
                self.answered.append((request, self.read(
                    connections[agb].line())))
            waiting.clear()
        for agb, request in self.asked:
            connections[agb].send(request)
            waiting.append((agb, request))
            if len(waiting) == IN_FLIGHT:
                collect()
        collect()

    def decisions(self):
        return [(request, reply) for request, reply in self.answered
                if "amounts" in reply]

    def test_requests_and_replies_of_the_cases(self):
        kinds = collections.Counter()
        for request, reply in self.answered:
            refused = reply.get("error", {}).get("code") in REFUSALS
            if not refused:
                self.assertTrue(requests.is_valid(request), request)
            kinds[request.get("item", {}).get("kind", request["op"])] += 1
        print(", ".join("%s %d" % pair for pair in sorted(kinds.items())))
        self.assertGreater(len(self.decisions()), 300)

    # ---- what the schema of replies cannot say

    def silent(self, reply, *changes):
        """The schema is: here is a reply that is wrong, and it accepts."""
        for path, value in changes:
            reply = mutations.put(reply, path, value)
        self.assertEqual(reply_faults(reply), [])
        return reply

    def test_sums(self):
        for _, reply in self.decisions():
            amounts, collect = reply["amounts"], reply["collect"]
            self.assertEqual(amounts["claimed"], sum(
                v for k, v in amounts.items() if k != "claimed"))
            self.assertEqual(
                collect["from_insured"] + collect["billed_by_insurer"],
                amounts["eigen_bijdrage"] + amounts["own_account"])
        self.silent(reply, (("amounts", "claimed"), 123456789))

    def test_parallel_names(self):
        found = [(reply, i, advice) for _, reply in self.decisions()
                 for i, advice in enumerate(reply["advice"])
                 if advice["action"] == "dispense_preferred"]
        for _, _, advice in found:
            self.assertEqual(len(advice["zi"]), len(advice["names"]))
        reply, i, advice = found[0]
        self.silent(reply, (("advice", i, "names"),
                            (advice["names"] + ["x"])[:8]))

    def test_order_of_reasons(self):
        order = rule_codes()
        longest = max((r for _, r in self.decisions()),
                      key=lambda r: len(r["reasons"]))
        for _, reply in self.decisions():
            places = [order.index(r["code"]) for r in reply["reasons"]]
            self.assertEqual(places, sorted(set(places)))
            for reason in reply["reasons"]:
                facts = [mutations.FACTS.index(f)
                         for f in reason.get("missing", [])]
                self.assertEqual(facts, sorted(set(facts)))
        self.silent(longest, (("reasons",), longest["reasons"][::-1]))

    def test_what_was_asked(self):
        for request, reply in self.decisions():
            kind = request["item"]["kind"]
            self.assertEqual(reply["id"], request["id"])
            self.assertEqual(reply["date"], request["date"])
            self.assertEqual("claim" in reply, request["op"] == "dispense")
            self.assertNotIn("reversed", reply)
            self.assertEqual("approved" in reply,
                             kind not in ("device", "service"))
            if "approved" in reply:
                self.assertEqual("days" in reply["approved"],
                                 "days" in request["item"])
        self.silent(reply, (("id",), "another"), (("reversed",), True))
        self.silent(mutations.without(reply, ("claim",)))

    def test_bytes_not_characters(self):
        found = [(reply, i) for _, reply in self.decisions()
                 for i, advice in enumerate(reply["advice"])
                 if advice["action"] == "dispense_preferred"]
        for reply, i in found:
            for name in reply["advice"][i]["names"]:
                self.assertLessEqual(len(name.encode("utf-8")), 128)
        reply, i = found[0]
        self.silent(reply, (("advice", i, "names"), ["é" * 65]))

    def test_whole_reals(self):
        for _, reply in self.answered:
            self.assertFalse(whole_reals(reply))
        reply = self.decisions()[0][1]
        self.silent(reply, (("eigen_risico",), 0.0))

    def test_duplicate_names(self):
        def pairs(found):
            self.assertEqual(len(found), len(dict(found)))
            return dict(found)
        connection = self.connect(self.asked[0][0])
        connection.send(self.asked[0][1])
        line = connection.line().decode()
        self.silent(json.loads(line, object_pairs_hook=pairs))
        self.silent(json.loads(line.replace('"v":1', '"v":1,"v":1')))

    def test_all_that_the_comment_names_is_tested(self):
        tests = {name[5:] for name in dir(self) if name.startswith("test_")}
        self.assertLessEqual(named_in_comment(REPLY), tests)
        self.assertEqual(len(named_in_comment(REPLY)), 7)


def rule_codes():
    return re.findall(r"^RULE\((\w+),", source("lib", "rules", "rules.def"),
                      re.M)


class OtherReplies(AgainstBoth):
    """What the cases do not bring about."""

    def test_hello_and_bye(self):
        connection = self.connect()
        self.assertEqual(reply_faults(connection.hello), [])
        connection.close()
        site = harness.Site(pharmacies=[harness.PHARMACY])
        with site:
            connection = site.connect()
            site.stop()
            self.assertEqual([self.read(line) for line in connection.rest()],
                             [{"v": 1, "bye": "draining"}])
            connection.close()

    def test_each_operation_has_its_reply(self):
        bsn = self.bsn()
        holder = {"bsn": bsn, "uzovi": "3311"}
        permit = {"number": "M", "scope": "any", "from": "2026-01-01",
                  "to": "2026-12-31"}
        dispense = harness.dispense(self.id(), bsn)
        later = harness.dispense(self.id(), bsn, date="2026-11-21")
        of = dispense["id"]
        for request, name in [
                (mutations.envelope("ping"), "pong"),
                (dispense, "decision"), (later, "decision"),
                ({**dispense, "op": "simulate"}, "decision"),
                (mutations.envelope("lookup", of=of), "decision"),
                (dict(mutations.envelope("reverse", of=of), id=self.id()),
                 "reversal"),
                (mutations.envelope("lookup", of=of), "decision"),
                (dict(mutations.envelope("permit_add", insured=holder,
                                         permit=permit), id=self.id()),
                 "permit"),
                (dict(mutations.envelope("permit_revoke", insured=holder,
                                         permit={"number": "M"}),
                      id=self.id()), "permit"),
                (dict(dispense, id=self.id(), expect="approve",
                      insured=dict(dispense["insured"], wlz=True)), "error"),
                (dict(dispense, date="1999-01-01", id=self.id()), "error"),
                (dict(later, id=of), "error"),
                (mutations.envelope("lookup", of="nobody"), "error"),
                ("x", "error"), ({"v": 2}, "error")]:
            reply = self.ask(request)
            with self.subTest(request):
                part = Draft202012Validator(dict(
                    REPLY["$defs"][name], **{"$defs": REPLY["$defs"]}))
                self.assertEqual([e.message for e in part.iter_errors(reply)],
                                 [])

    def test_a_certificate_of_nobody(self):
        site = harness.Site(pharmacies=[harness.PHARMACY],
                            conf={"accept_agb_uri = true":
                                  "accept_agb_uri = false"})
        with site:
            connection = harness.Connection(site.port, site.context(),
                                            hello=False)
            reply = self.read(connection.line())
            self.assertError(reply, "unknown_client")
            connection.close()

    def test_a_retry(self):
        self.assertEqual(reply_faults(
            {"v": 1, "id": "a", "retry": {
                "code": "busy", "after_ms": 1000, "message": "x"}}), [])


class ThemselvesAndTheTables(unittest.TestCase):
    def test_both_are_schemas(self):
        Draft202012Validator.check_schema(REQUEST)
        Draft202012Validator.check_schema(REPLY)

    def test_no_object_is_open(self):
        """Every object with members says that it has no others."""
        for schema in (REQUEST, REPLY):
            for name, part in schema["$defs"].items():
                if "properties" in part and name != "item":
                    self.assertIs(part["additionalProperties"], False, name)

    def test_codes_are_those_of_the_tables(self):
        reason = REPLY["$defs"]["reason"]
        said = {code for branch in reason["allOf"]
                for code in branch["then"].get("properties", {}).get(
                    "code", {}).get("enum", [])}
        self.assertEqual(said, set(rule_codes()))
        errors = re.findall(r'^ERR\(\w+, "(\w+)", (\w+),',
                            source("lib", "base", "err.def"), re.M)
        for name, class_ in (("error", "ERROR"), ("retry", "RETRY")):
            part = REPLY["$defs"][name]["properties"][name]
            self.assertEqual(part["properties"]["code"]["enum"],
                             [code for code, c in errors if c == class_])

    def test_replies_that_are_wrong_are_refused(self):
        """A schema that accepts everything would pass all the others."""
        good = {"v": 1, "id": "a", "outcome": "partial",
                "approved": {"quantity_milli": 15000, "days": 15},
                "amounts": {"claimed": 3, "reimbursed": 1,
                            "eigen_bijdrage": 1, "own_account": 0,
                            "refused": 1},
                "collect": {"from_insured": 0, "billed_by_insurer": 1,
                            "advanced": 0},
                "eigen_risico": 1,
                "reasons": [{"code": "FIRST_SUPPLY", "effect": "limit",
                             "article": "9.1", "nl": "x", "en": "x",
                             "limit_days": 15,
                             "limit_quantity_milli": 15000}],
                "advice": [{"action": "resupply", "from": "2026-12-01"}],
                "snapshot": "gvs-20261101-000017", "rules": "2026.1",
                "date": "2026-11-21"}
        self.assertEqual(reply_faults(good), [])
        first = ("reasons", 0)
        for path, value in [
                (("outcome",), "approve"), (("outcome",), "ok"),
                (("reasons",), []), (("extra",), 1), (("v",), 2),
                (("amounts", "claimed"), -1), (("amounts", "claimed"), "3"),
                (first + ("effect",), "note"), (first + ("effect",), "deny"),
                (first + ("code",), "WLZ"), (first + ("code",), "X"),
                (first + ("amount",), 1), (first + ("missing",), ["x"]),
                (first + ("claim",), "C00000000000001"),
                (first + ("until",), "2026-12-01"),
                (first + ("article",), ""), (first + ("nl",), ""),
                (("advice", 0, "from"), "2026-02-30"),
                (("advice", 0, "days"), 1),
                (("advice", 0, "action"), "ask_permit"),
                (("snapshot",), "gvs"), (("date",), ""),
                (("stale",), False), (("reversed",), True),
                (("error",), {"code": "bad_json", "message": "x"})]:
            with self.subTest(path, value=value):
                self.assertNotEqual(
                    reply_faults(mutations.put(good, path, value)), [])
        for path in [(name,) for name in good if name != "approved"] + [
                first + ("limit_quantity_milli",), first + ("nl",),
                ("advice", 0, "from"), ("collect", "advanced")]:
            with self.subTest(path):
                self.assertNotEqual(
                    reply_faults(mutations.without(good, path)), [])
        denied = dict(good, reasons=[{
            "code": "WLZ", "effect": "deny", "article": "reading 18",
            "nl": "x", "en": "x"}])
        self.assertNotEqual(reply_faults(denied), [])


if __name__ == "__main__":
    harness.main()
