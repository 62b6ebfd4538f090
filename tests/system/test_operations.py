#!/usr/bin/env python3
"""Recorded once: replay, conflict, reversal, look-up, permits, expectation
(protocol, sections 2 to 4)."""

import json

import harness
from harness import POTKLEIN, TOESTEMMING, UNCONTRACTED, dispense

CLAIM = r"^C\d{14}$"


class Recorded(harness.SiteTest):
    def lookup(self, **which):
        return {"v": 1, "op": "lookup", "id": self.id(), **which}

    def reverse(self, **which):
        return {"v": 1, "op": "reverse", "id": self.id(), **which}


class Dispense(Recorded):
    def test_a_reply_has_all_that_the_protocol_promises(self):
        request = dispense(self.id(), self.bsn())
        reply = self.connect().ask(request)
        self.assertRegex(reply.pop("claim"), CLAIM)
        self.assertEqual(reply, {
            "v": 1, "id": request["id"], "outcome": "approve",
            "approved": {"quantity_milli": 15000, "days": 15},
            "amounts": {"claimed": 545, "reimbursed": 545,
                        "eigen_bijdrage": 0, "own_account": 0, "refused": 0},
            "collect": {"from_insured": 0, "billed_by_insurer": 0,
                        "advanced": 0},
            "eigen_risico": 545, "reasons": [], "advice": [],
            "snapshot": "gvs-20261101-000001", "rules": reply["rules"],
            "date": "2026-11-20"})

    def test_a_reason_speaks_dutch_and_english(self):
        reply = self.connect().ask(dispense(self.id(), self.bsn(),
                                            tablets=31, days=31))
        reason, = reply["reasons"]
        for language in ("nl", "en"):
            self.assertIn("15", reason.pop(language))
        self.assertEqual(reason, {
            "code": "FIRST_SUPPLY", "effect": "limit", "article": "9.1",
            "limit_days": 15, "limit_quantity_milli": 30000})

    def test_the_same_line_gets_the_same_bytes(self):
        before = self.site.entries()
        connection = self.connect()
        request = dispense(self.id(), self.bsn())
        connection.send(request)
        first = connection.line()
        connection.send(request)
        self.assertEqual(connection.line(), first)
        again = self.connect()
        again.send(request)
        self.assertEqual(again.line(), first)
        self.assertEqual(self.site.entries(), before + 1)

    def test_twice_in_one_batch_is_a_replay(self):
        before = self.site.entries()
        connection = self.connect()
        request = dispense(self.id(), self.bsn())
        connection.send(*[request] * 20)
        lines = {connection.line() for _ in range(20)}
        self.assertEqual(len(lines), 1)
        self.assertEqual(self.site.entries(), before + 1)

    def test_at_many_counters_at_once_is_one_claim(self):
        before = self.site.entries()
        counters = [self.connect() for _ in range(8)]
        for _ in range(10):
            request = json.dumps(dispense(self.id(), self.bsn()))
            for counter in counters:
                counter.send(request)
            self.assertEqual(len({c.line() for c in counters}), 1)
        self.assertEqual(self.site.entries(), before + 10)

    def test_order_and_blanks_are_not_content(self):
        connection = self.connect()
        request = dispense(self.id(), self.bsn())
        connection.send(request)
        first = connection.line()
        turned = {k: dict(reversed(v.items())) if isinstance(v, dict) else v
                  for k, v in reversed(request.items())}
        connection.send(json.dumps(turned, separators=(" ,\t", " : ")))
        self.assertEqual(connection.line(), first)

    def test_escapes_are_not_content(self):
        connection = self.connect()
        request = json.dumps(dispense(self.id(), self.bsn()))
        connection.send(request)
        first = connection.line()
        connection.send(request.replace("huisarts", "h\\u0075isarts"))
        self.assertEqual(connection.line(), first)

    def test_another_content_is_a_conflict(self):
        connection = self.connect()
        request = dispense(self.id(), self.bsn())
        connection.send(request)
        first = connection.line()
        before = self.site.entries()
        for path, value in [(("item", "days"), 14),
                            (("item", "weekly"), False),
                            (("insured", "bsn"), self.bsn()),
                            (("insured", "wlz"), False),
                            (("expect",), "approve"),
                            (("prescription", "date"), "2022-01-02")]:
            with self.subTest(path):
                changed = json.loads(json.dumps(request))
                at = changed
                for name in path[:-1]:
                    at = at[name]
                at[path[-1]] = value
                self.assertError(connection.ask(changed), "id_conflict")
        for op in ("reverse", "permit_revoke"):
            with self.subTest(op):
                other = {"reverse": {"of": request["id"]},
                         "permit_revoke": {
                             "permit": {"number": "M-1"},
                             "insured": {"bsn": request["insured"]["bsn"],
                                         "uzovi": "3311"}}}[op]
                self.assertError(connection.ask(
                    {"v": 1, "op": op, "id": request["id"], **other}),
                    "id_conflict")
        self.assertEqual(self.site.entries(), before)
        connection.send(request)
        self.assertEqual(connection.line(), first)

    def test_a_conflict_within_one_batch(self):
        connection = self.connect()
        request = dispense(self.id(), self.bsn())
        connection.send(request, {**request, "expect": "partial"}, request)
        first = connection.line()
        self.assertError(connection.json(), "id_conflict")
        self.assertEqual(connection.line(), first)

    def test_an_id_is_one_pharmacys(self):
        request = dispense(self.id(), self.bsn())
        ours = self.connect().ask(request)
        theirs = self.connect(UNCONTRACTED).ask(request)
        self.assertNotEqual(ours["claim"], theirs["claim"])
        self.assertEqual(theirs["id"], request["id"])

    def test_a_refused_request_may_be_sent_again(self):
        connection = self.connect()
        request = dispense(self.id(), self.bsn())
        bad = json.loads(json.dumps(request))
        bad["item"]["days"] = 0
        self.assertError(connection.ask(bad), "bad_field", "/item/days")
        self.assertEqual(connection.ask(request)["outcome"], "approve")

    def test_a_denial_is_recorded(self):
        connection = self.connect()
        request = dispense(self.id(), self.bsn(), zi="99999994")
        connection.send(request)
        first = connection.line()
        self.assertEqual(json.loads(first)["outcome"], "deny")
        connection.send(request)
        self.assertEqual(connection.line(), first)

    def test_one_insured_at_two_counters(self):
        """Sequence decides: one of two first supplies is the first."""
        bsn = self.bsn()
        here, there = self.connect(), self.connect(UNCONTRACTED)
        here.send(dispense(self.id(), bsn, zi=POTKLEIN))
        there.send(dispense(self.id(), bsn, zi=POTKLEIN))
        replies = sorted([here.json(), there.json()],
                         key=lambda reply: reply["claim"])
        codes = [[reason["code"] for reason in reply["reasons"]
                  if reason["code"] != "UNCONTRACTED"] for reply in replies]
        self.assertEqual(codes, [[], ["FIRST_SUPPLY_RUNNING"]])


class Expectation(Recorded):
    def test_a_worse_outcome_is_not_recorded(self):
        connection = self.connect()
        before = self.site.entries()
        request = dispense(self.id(), self.bsn(), tablets=31, days=31,
                           expect="approve")
        reply = connection.ask(request)
        self.assertError(reply, "outcome_differs")
        self.assertEqual(reply["error"]["outcome"], "partial")
        self.assertEqual(self.site.entries(), before)
        self.assertError(connection.ask(self.lookup(of=request["id"])),
                         "no_such_claim")
        request["expect"] = "partial"
        self.assertEqual(connection.ask(request)["outcome"], "partial")

    def test_an_outcome_as_good_or_better_is(self):
        connection = self.connect()
        for expect in ("approve", "partial"):
            self.assertEqual(connection.ask(dispense(
                self.id(), self.bsn(), expect=expect))["outcome"], "approve")

    def test_a_denial_is_worse_than_partial(self):
        reply = self.connect().ask(dispense(
            self.id(), self.bsn(), zi="99999994", expect="partial"))
        self.assertError(reply, "outcome_differs")
        self.assertEqual(reply["error"]["outcome"], "deny")

    def test_a_replay_is_answered_whatever_it_expects(self):
        connection = self.connect()
        bsn = self.bsn()
        request = dispense(self.id(), bsn, zi=POTKLEIN, expect="approve")
        connection.send(request)
        first = connection.line()
        connection.send(request)
        self.assertEqual(connection.line(), first)


class Simulate(Recorded):
    def test_it_answers_as_dispense_would_and_records_nothing(self):
        connection = self.connect()
        before = self.site.entries()
        bsn = self.bsn()
        request = dispense(self.id(), bsn, tablets=31, days=31)
        simulated = connection.ask({**request, "op": "simulate"})
        again = connection.ask({**request, "op": "simulate"})
        self.assertEqual(self.site.entries(), before)
        dispensed = connection.ask(request)
        self.assertRegex(dispensed.pop("claim"), CLAIM)
        self.assertEqual(simulated, dispensed)
        self.assertEqual(again, dispensed)
        self.assertEqual(self.site.entries(), before + 1)


class Lookup(Recorded):
    def test_by_claim_and_by_id(self):
        connection = self.connect()
        request = dispense(self.id(), self.bsn())
        claim = connection.ask(request)
        for which in ({"of": request["id"]}, {"claim": claim["claim"]}):
            self.assertEqual(connection.ask(self.lookup(**which)),
                             {**claim, "reversed": False})
        connection.ask(self.reverse(of=request["id"]))
        for which in ({"of": request["id"]}, {"claim": claim["claim"]}):
            self.assertEqual(connection.ask(self.lookup(**which)),
                             {**claim, "reversed": True})

    def test_own_claims_only(self):
        claim = self.connect().ask(dispense(self.id(), self.bsn()))
        other = self.connect(UNCONTRACTED)
        self.assertError(other.ask(self.lookup(claim=claim["claim"])),
                         "no_such_claim")

    def test_it_changes_nothing(self):
        connection = self.connect()
        request = dispense(self.id(), self.bsn())
        connection.ask(request)
        before = self.site.entries()
        connection.ask(self.lookup(of=request["id"]))
        self.assertEqual(self.site.entries(), before)


class Reverse(Recorded):
    def test_a_reversed_claim_no_longer_counts(self):
        connection = self.connect()
        bsn = self.bsn()
        first = dispense(self.id(), bsn, zi=POTKLEIN, date="2026-11-10")
        claim = connection.ask(first)
        second = dispense(self.id(), bsn, zi=POTKLEIN, date="2026-11-15")
        self.assertEqual(connection.ask({**second, "op": "simulate"})
                         ["outcome"], "deny")
        request = self.reverse(of=first["id"])
        connection.send(request)
        line = connection.line()
        reply = json.loads(line)
        self.assertRegex(reply.pop("claim"), CLAIM)
        self.assertEqual(reply, {
            "v": 1, "id": request["id"], "outcome": "reversed",
            "reverses": claim["claim"], "affected": [],
            **{k: 0 for k in reply if k.startswith("affected_")}})
        connection.send(request)
        self.assertEqual(connection.line(), line)
        self.assertEqual(connection.ask(second)["outcome"], "approve")

    def test_once(self):
        connection = self.connect()
        claim = connection.ask(dispense(self.id(), self.bsn()))["claim"]
        connection.ask(self.reverse(claim=claim))
        self.assertError(connection.ask(self.reverse(claim=claim)),
                         "already_reversed")

    def test_twice_in_one_batch(self):
        connection = self.connect()
        claim = connection.ask(dispense(self.id(), self.bsn()))["claim"]
        connection.send(self.reverse(claim=claim), self.reverse(claim=claim))
        self.assertEqual(connection.json()["outcome"], "reversed")
        self.assertError(connection.json(), "already_reversed")

    def test_dispense_and_reverse_in_one_batch(self):
        connection = self.connect()
        request = dispense(self.id(), self.bsn())
        connection.send(request, self.reverse(of=request["id"]),
                        self.lookup(of=request["id"]))
        claim = connection.json()["claim"]
        self.assertEqual(connection.json()["reverses"], claim)
        self.assertTrue(connection.json()["reversed"])

    def test_a_reversal_is_no_claim_to_reverse(self):
        connection = self.connect()
        claim = connection.ask(dispense(self.id(), self.bsn()))["claim"]
        reversal = connection.ask(self.reverse(claim=claim))["claim"]
        self.assertError(connection.ask(self.reverse(claim=reversal)),
                         "no_such_claim")

    def test_only_the_pharmacy_that_made_it(self):
        claim = self.connect().ask(dispense(self.id(), self.bsn()))["claim"]
        other = self.connect(UNCONTRACTED)
        self.assertError(other.ask(self.reverse(claim=claim)),
                         "no_such_claim")

    def test_the_dispensed_id_stays_taken(self):
        connection = self.connect()
        request = dispense(self.id(), self.bsn())
        connection.send(request)
        first = connection.line()
        connection.ask(self.reverse(of=request["id"]))
        connection.send(request)
        self.assertEqual(connection.line(), first)

    def test_it_lists_what_would_be_judged_otherwise(self):
        connection, other = self.connect(), self.connect(UNCONTRACTED)
        bsn = self.bsn()
        first = connection.ask(dispense(self.id(), bsn, zi=POTKLEIN,
                                        date="2026-11-10"))
        denied = connection.ask(dispense(self.id(), bsn, zi=POTKLEIN,
                                         date="2026-11-15"))
        self.assertEqual(denied["outcome"], "deny")
        elsewhere = other.ask(dispense(self.id(), bsn, zi=POTKLEIN,
                                       date="2026-11-16"))
        self.assertEqual(elsewhere["outcome"], "deny")
        apart = connection.ask(dispense(self.id(), bsn, date="2026-11-16"))
        self.assertEqual(apart["outcome"], "approve")
        somebody = connection.ask(dispense(self.id(), self.bsn(),
                                           zi=POTKLEIN, date="2026-11-16"))
        self.assertEqual(somebody["outcome"], "approve")
        reply = connection.ask(self.reverse(claim=first["claim"]))
        self.assertEqual(reply["affected"], [denied["claim"]])
        self.assertEqual(reply["affected_elsewhere"], 1)
        self.assertEqual(reply.get("affected_more", 0), 0)
        lookup = connection.ask(self.lookup(claim=denied["claim"]))
        self.assertEqual(lookup, {**denied, "reversed": False})

    def test_a_contribution_of_the_year_is_affected_too(self):
        """All of a price above the limit of nothing: 5450 for 15, and the
        yearly cap of 25000 lies between the fourth and the fifth."""
        connection = self.connect()
        bsn = self.bsn()
        requests = []
        for month in range(1, 6):
            request = dispense(self.id(), bsn, zi="90000684",
                               date="2026-%02d-20" % month)
            requests.append(connection.ask(request))
        self.assertEqual([r["amounts"]["eigen_bijdrage"] for r in requests],
                         [5450] * 4 + [3200])
        reply = connection.ask(self.reverse(claim=requests[1]["claim"]))
        self.assertEqual(reply["affected"], [requests[4]["claim"]])

    def test_a_reversed_one_is_not_affected(self):
        connection = self.connect()
        bsn = self.bsn()
        first = connection.ask(dispense(self.id(), bsn, zi=POTKLEIN,
                                        date="2026-11-10"))
        second = connection.ask(dispense(self.id(), bsn, zi=POTKLEIN,
                                         date="2026-11-15"))
        connection.ask(self.reverse(claim=second["claim"]))
        reply = connection.ask(self.reverse(claim=first["claim"]))
        self.assertEqual(reply["affected"], [])

    def test_at_most_a_hundred_are_listed(self):
        connection = self.connect()
        bsn = self.bsn()
        first = connection.ask(dispense(self.id(), bsn, zi=POTKLEIN,
                                        date="2026-11-10"))
        denied = [dispense(self.id(), bsn, zi=POTKLEIN, date="2026-11-15")
                  for _ in range(103)]
        connection.send(*denied)
        claims = [connection.json()["claim"] for _ in denied]
        reply = connection.ask(self.reverse(claim=first["claim"]))
        self.assertEqual(reply["affected"], claims[:100])
        self.assertEqual(reply["affected_more"], 3)


class Permits(Recorded):
    def permit(self, bsn, op="permit_add", uzovi="3311", **permit):
        permit.setdefault("number", "M-1")
        if op == "permit_add":
            permit = {"scope": "any", "from": "2026-01-01",
                      "to": "2026-12-31", **permit}
        return {"v": 1, "op": op, "id": self.id(),
                "insured": {"bsn": bsn, "uzovi": uzovi}, "permit": permit}

    def test_added_used_revoked(self):
        connection = self.connect()
        bsn = self.bsn()

        def judged():
            reply = connection.ask(dispense(
                self.id(), bsn, zi=TOESTEMMING, op="simulate",
                permits=["M-1"]))
            return [reason["code"] for reason in reply["reasons"]]

        self.assertEqual(judged(), ["PERMIT_INVALID"])
        connection.ask(self.permit(bsn))
        self.assertEqual(judged(), [])
        used = dispense(self.id(), bsn, zi=TOESTEMMING, permits=["M-1"])
        connection.send(used)
        line = connection.line()
        request = self.permit(bsn, op="permit_revoke")
        reply = connection.ask(request)
        self.assertEqual(reply, {"v": 1, "id": request["id"],
                                 "permit": "M-1", "outcome": "revoked"})
        self.assertIn("PERMIT_INVALID", judged())
        connection.send(used)
        self.assertEqual(connection.line(), line)

    def test_replay_and_conflict(self):
        connection = self.connect()
        bsn = self.bsn()
        request = self.permit(bsn)
        connection.send(request)
        line = connection.line()
        before = self.site.entries()
        connection.send(request)
        self.assertEqual(connection.line(), line)
        self.assertError(connection.ask(
            {**self.permit(bsn, scope="holiday"), "id": request["id"]}),
            "id_conflict")
        for changes in ({"scope": "holiday"}, {"to": "2026-12-30"},
                        {"from": "2026-01-02"}):
            self.assertError(connection.ask(self.permit(bsn, **changes)),
                             "permit_conflict")
        self.assertEqual(self.site.entries(), before)

    def test_a_number_is_one_insureds_and_insurers(self):
        connection = self.connect()
        bsn = self.bsn()
        connection.ask(self.permit(bsn))
        for request in (self.permit(self.bsn(), scope="holiday"),
                        self.permit(bsn, uzovi="9001", scope="holiday")):
            self.assertEqual(connection.ask(request)["outcome"], "recorded")

    def test_an_unknown_one_cannot_be_revoked(self):
        connection = self.connect()
        bsn = self.bsn()
        self.assertError(connection.ask(
            self.permit(bsn, op="permit_revoke")), "no_such_permit")
        connection.ask(self.permit(bsn))
        self.assertError(connection.ask(self.permit(
            bsn, op="permit_revoke", number="M-2")), "no_such_permit")
        self.assertError(connection.ask(self.permit(
            bsn, op="permit_revoke", uzovi="9001")), "no_such_permit")

    def test_by_claimctl(self):
        bsn = self.bsn()
        self.site.ctl("permit", "add", "--number", "K-1", "--uzovi", "3311",
                      "--scope", "any", "--from", "2026-01-01", "--to",
                      "2026-12-31", stdin=bsn + "\n")
        request = dispense(self.id(), bsn, zi=TOESTEMMING, permits=["K-1"],
                           op="simulate")
        connection = self.connect()
        self.assertEqual(connection.ask(request)["outcome"], "approve")
        self.site.ctl("permit", "revoke", "--number", "K-1", "--uzovi",
                      "3311", stdin=bsn + "\n")
        self.assertEqual(connection.ask(request)["outcome"], "deny")


if __name__ == "__main__":
    harness.main()
