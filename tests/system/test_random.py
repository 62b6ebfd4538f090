#!/usr/bin/env python3
"""Random requests of every kind on a ledger with a history: what simulate
says is what dispense does, a simulation leaves no trace, and advice that is
followed helps. Seeded; RANDOM_REQUESTS says how many (10 000)."""

import collections
import glob
import json
import os
import random

import harness
import random_requests
from random_requests import follow_ups

SEED = 20261121
REQUESTS = int(os.environ.get("RANDOM_REQUESTS", 10000))
EARLIER = 400
# Pairs that are sent before their replies are read: half of max_in_flight.
BLOCK = 32
# Of so many blocks, one is simulated alone, and its advice followed.
SAMPLE = 6
# Of these, so many get a machtiging that would help.
PERMITS = 3
WORSE = {"approve": 0, "partial": 1, "deny": 2}


def trace(site):
    """What a simulation must leave as it is."""
    status = site.status()
    counters = {name: status["desk"][name]
                for name in ("approve", "partial", "deny", "replays")}
    ledger = {name: value for name, value in status["ledger"].items()
              if not name.endswith("_bytes")}
    return ledger, counters


def actions(reply):
    return [advice["action"] for advice in reply["advice"]]


def denials(reply):
    return {r["code"] for r in reply["reasons"] if r["effect"] == "deny"}


class Random(harness.SiteTest):
    site_options = {"since": "2026-01-01",
                    "pharmacies": random_requests.PHARMACIES}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = random_requests.Source(random.Random(SEED), cls.numbers)
        cls.seen = collections.defaultdict(collections.Counter)
        cls.recorded = 0
        cls.simulated = 0
        cls.permits = 0

    def setUp(self):
        self.connections = {}
        for agb in random_requests.PHARMACIES:
            self.connections[agb] = self.connect(agb)

    def exchange(self, agb, requests):
        """The lines that answer them, in pieces that may be in flight."""
        connection = self.connections[agb]
        lines = []
        for at in range(0, len(requests), 2 * BLOCK):
            piece = requests[at:at + 2 * BLOCK]
            connection.send(*piece)
            for request in piece:
                line = connection.line()
                self.assertIn(b'"outcome"', line, request)
                lines.append(line)
        return lines

    def simulate(self, agb, requests):
        type(self).simulated += len(requests)
        return [json.loads(line) for line in self.exchange(agb, requests)]

    def make_history(self):
        csv_path = os.path.join(self.site.top, "history.csv")
        with open(csv_path, "w", encoding="utf-8") as out:
            self.source.write_imports(out)
        self.site.ctl("history", "import", csv_path)
        permits = self.source.permits(self.id)
        for request in permits:
            reply = self.connections[harness.PHARMACY].ask(request)
            self.assertEqual(reply.get("outcome"), "recorded", reply)
        for _ in range(EARLIER):
            agb, request = self.source.request()
            self.exchange(agb, [{**request, "op": "dispense",
                                 "id": self.id()}])
        type(self).recorded += EARLIER

    def check_pairs(self, agb, requests):
        """Each is simulated, and dispensed at once."""
        pairs = []
        for request in requests:
            for op in ("simulate", "dispense"):
                pairs.append({**request, "op": op, "id": self.id()})
        lines = self.exchange(agb, pairs)
        type(self).recorded += len(requests)
        type(self).simulated += len(requests)
        for at in range(0, len(pairs), 2):
            said, done = lines[at], lines[at + 1]
            reply = json.loads(done)
            claim = reply.get("claim", "")
            self.assertRegex(claim, r"^C\d{14}$")
            same = done.replace(b',"claim":"%s"' % claim.encode(), b"", 1)
            same = same.replace(pairs[at + 1]["id"].encode(),
                                pairs[at]["id"].encode(), 1)
            self.assertEqual(same, said, pairs[at])
            self.count(pairs[at], reply)

    def count(self, request, reply):
        self.seen["kinds"][request["item"]["kind"]] += 1
        self.seen["outcomes"][reply["outcome"]] += 1
        for reason in reply["reasons"]:
            self.seen["rules"][reason["code"]] += 1
        for advice in reply["advice"]:
            self.seen["advice"][advice["action"]] += 1

    def check_simulations(self, agb, requests):
        """They change nothing; and their advice, followed, helps."""
        before = trace(self.site)
        asked = [{**request, "op": "simulate", "id": self.id()}
                 for request in requests]
        followed = []
        said = self.simulate(agb, asked)
        for request, reply in zip(asked, said):
            for advice in reply["advice"]:
                for change in follow_ups(request, advice):
                    followed.append((reply, advice,
                                     {**change, "id": self.id()}))
        replies = self.simulate(agb, [change for _, _, change in followed])
        for (was, advice, change), now in zip(followed, replies):
            self.check_advice(was, advice, change, now)
            self.seen["advice followed"][advice["action"]] += 1
        self.assertEqual(trace(self.site), before)
        self.check_permits(agb, [pair for pair in zip(asked, said)
                                 if "ask_permit" in actions(pair[1])])

    def check_permits(self, agb, pairs):
        """A machtiging is recorded, and the request names it."""
        for request, was in pairs[:PERMITS]:
            number = self.id()
            added = self.connections[agb].ask(random_requests.permit(
                request["insured"], number, "any"))
            self.assertEqual(added.get("outcome"), "recorded", added)
            type(self).permits += 1
            again = {**request, "id": self.id(),
                     "permits": [*request.get("permits", [])[:3], number]}
            now, = self.simulate(agb, [again])
            self.check_advice(was, {"action": "ask_permit"}, again, now)
            self.seen["advice followed"]["ask_permit"] += 1

    def check_resupply(self):
        """What was approved is supplied, and asked for again on its day."""
        for agb, request in self.source.course():
            line, = self.exchange(agb, [{**request, "op": "dispense",
                                         "id": self.id()}])
            type(self).recorded += 1
            was = json.loads(line)
            for advice in was["advice"]:
                if advice["action"] == "resupply":
                    self.resupply(agb, request, was, advice)

    def resupply(self, agb, request, was, advice):
        self.assertGreater(advice["from"], request["date"])
        if advice["from"] > str(random_requests.LAST_DAY):
            return
        again = {**request, "op": "simulate", "id": self.id(),
                 "date": advice["from"]}
        now, = self.simulate(agb, [again])
        self.check_advice(was, advice, again, now)
        self.seen["advice followed"]["resupply"] += 1

    def check_advice(self, was, advice, change, now):
        said = (was, advice, change, now)
        self.assertLessEqual(WORSE[now["outcome"]], WORSE[was["outcome"]],
                             said)
        self.assertLessEqual(denials(now), denials(was), said)
        if len(denials(was)) <= 1 and was["outcome"] == "deny":
            self.assertNotEqual(now["outcome"], "deny", said)
        if denials(was):
            self.assertLess(len(denials(now)), len(denials(was)), said)
        if advice["action"] == "reduce":
            self.assertNotIn("limit", [r["effect"] for r in now["reasons"]],
                             said)

    def test_simulate_is_dispense(self):
        self.make_history()
        before = trace(self.site)
        at_first = self.recorded
        block = 0
        while self.recorded - at_first < REQUESTS:
            size = min(BLOCK, REQUESTS - (self.recorded - at_first))
            agb, requests = self.source.block(size)
            if block % SAMPLE == 0:
                self.check_simulations(agb, requests)
                self.check_resupply()
            self.check_pairs(agb, requests)
            block += 1
        after = trace(self.site)
        more = self.recorded - at_first
        for name, added in (("claims", more), ("permits", self.permits),
                            ("entries", more + self.permits),
                            ("head_seq", more + self.permits)):
            self.assertEqual(after[0][name], before[0][name] + added, name)
        self.assertEqual(sum(after[1].values()),
                         sum(before[1].values()) + more)
        self.assertEqual(self.site.status()["desk"]["simulations"],
                         self.simulated)
        self.site.ctl("ledger", "verify")
        self.check_rehearsal()
        self.check_seen()

    def check_rehearsal(self):
        """Judged again by the snapshot that decided, no claim changes."""
        before = trace(self.site)
        status = self.site.status()["ledger"]
        path, = glob.glob(self.site.path("snapshots", "*.gvs"))
        begun, = self.site.control({"cmd": "rehearse_begin", "path": path,
                                    "days": 2})
        answer = {"finished": False}
        while not answer["finished"]:
            answer, = self.site.control({"cmd": "rehearse_next",
                                         "token": begun["token"]})
            self.assertEqual(answer["changes"], [])
            self.assertEqual(answer["failures"], [])
        self.assertEqual(answer["done"], status["entries"])
        self.assertEqual(answer["judged"], status["claims"])
        self.assertEqual(answer["other_rules"], 0)
        self.assertEqual(trace(self.site), before)

    def check_seen(self):
        for what, counter in self.seen.items():
            print("%s: %s" % (what, ", ".join(
                "%s %d" % pair for pair in sorted(counter.items()))))
        print("%d dispensed, %d simulated" % (self.recorded, self.simulated))
        self.assertEqual(len(self.seen["kinds"]), 7)
        self.assertEqual(len(self.seen["outcomes"]), 3)
        self.assertGreater(len(self.seen["rules"]), 40)


if __name__ == "__main__":
    harness.main()
