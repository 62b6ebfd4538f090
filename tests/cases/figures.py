#!/usr/bin/env python3
"""Works out the amounts of all cases by section 6 of the rulebook, in Python
fractions and apart from the program, and names those that differ from what a
case expects.

What is judged is taken from the case: its outcome, the approved quantity and
days, and which reasons there are. All that follows from them is worked out:
list price, base, own account, contribution, cap, average tariff, deductible
and who collects. BUILDDIR and SRCDIR: see make check."""

import datetime
import glob
import json
import os
import sys
from fractions import Fraction

import prove

# Reasons that leave a claim payable; any other denial leaves nothing.
MONEY_REASONS = {"UNCONTRACTED", "PRICE_ABOVE_LIST", "DEVICE_BATTERY",
                 "DEVICE_PRICE"}
NAMES = ("claimed", "reimbursed", "eigen_bijdrage", "own_account", "refused",
         "from_insured", "billed_by_insurer", "advanced", "eigen_risico")


def half_up(value):
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


class Reference:
    """Rows of the invented data, by their day."""

    def __init__(self):
        self.tables = {name: prove.table(name) for name in (
            "article", "price", "average_tariff", "service", "device",
            "policy", "parameter")}

    def row(self, table, day, **key):
        for row in self.tables[table]:
            if prove.on_day(row, day) and all(
                    row[name] == value for name, value in key.items()):
                return row
        return None

    def param(self, fields, name):
        policy = self.row("policy", fields["date"],
                          uzovi=fields["insured.uzovi"],
                          polis=fields["insured.polis"])
        if policy is None:
            return None
        return int(self.row("parameter", fields["date"], name=name,
                            reglement=policy["reglement"])["value"])


class Item:
    """What a request asks for, with its prices."""

    def __init__(self, fields, reference):
        self.fields, self.reference = fields, reference
        self.kind, day = fields["item.kind"], fields["date"]
        self.quantity = fields.get("item.quantity_milli", 1)
        self.days = fields.get("item.days", 0)
        self.article = self.price = self.bound = None
        if self.kind in ("medicine", "diet"):
            self.article = reference.row("article", day,
                                         zi=fields["item.zi"])
            self.price = reference.row("price", day, zi=fields["item.zi"])
            if self.article and self.price:
                self.bound = half_up(self.list_price(self.quantity))
        elif self.kind == "service":
            service = reference.row("service", day,
                                    code=fields["item.code"])
            if service and service["tariff_cents"]:
                self.bound = int(service["tariff_cents"])
        given = fields.get("item.price")
        self.claimed = given if given is not None else self.bound or 0
        self.base = (self.claimed if self.bound is None
                     else min(self.claimed, self.bound))

    def list_price(self, quantity):
        return Fraction(
            int(self.price["aip_cents"]) * quantity *
            (10000 + int(self.price["vat_bp"])),
            int(self.article["package_milli"]) * 10000)

    def above_limit(self, zi, quantity, share):
        """Of one article, or one ingredient: half up on its own."""
        article = self.reference.row("article", self.fields["date"], zi=zi)
        price = self.reference.row("price", self.fields["date"], zi=zi)
        if not article or not price or article["annex"] != "1A" or \
                price["limit_micro"] == "":
            return 0
        package = int(article["package_milli"])
        above = max(0, int(price["aip_cents"]) * 10 ** 7 -
                    int(price["limit_micro"]) * package)
        return half_up(Fraction(
            above * quantity * (10000 + int(price["vat_bp"])),
            package * 10 ** 7 * 10 ** 4) * share)

    def contribution(self, quantity, share):
        if self.kind in ("medicine", "diet"):
            return self.above_limit(self.fields["item.zi"], quantity, share)
        if self.kind != "preparation":
            return 0
        return sum(self.above_limit(one["zi"], one["quantity_milli"], 1)
                   for one in json.loads(self.fields["item.ingredients"])
                   if "zi" in one)

    def average(self, quantity, share):
        """None where no average tariff is known."""
        code = self.fields.get("item.code", self.fields.get("item.zi"))
        row = self.reference.row("average_tariff", self.fields["date"],
                                 uzovi=self.fields["insured.uzovi"],
                                 code=code)
        if row is None:
            return None
        if self.kind == "service":
            return int(row["cents"])
        return half_up(Fraction(int(row["cents"]) * quantity,
                                int(self.article["package_milli"])) * share)

    def device_own(self, codes):
        if "DEVICE_BATTERY" in codes:
            return self.claimed
        if "DEVICE_PRICE" not in codes:
            return 0
        code = self.fields.get("item.gph", self.fields.get("item.zi"))
        market = int(self.reference.row("device", self.fields["date"],
                                        code=code)["market_cents"])
        percent = self.reference.param(self.fields, "device_excess_percent")
        return self.claimed - market * (100 + percent) // 100


def owes_deductible(fields, age):
    """From the first day of the month after that of the birthday."""
    born = datetime.date.fromisoformat(fields["insured.born"])
    try:
        birthday = born.replace(year=born.year + age)
    except ValueError:
        birthday = datetime.date(born.year + age, 3, 1)
    following = birthday.replace(day=28) + datetime.timedelta(days=4)
    return fields["date"] >= following.replace(day=1).isoformat()


def settle(item, codes, quantity, share, before):
    """All figures for an approved quantity of which this share of the days
    is not own account, after contributions of so many cents this year."""
    fields, param = item.fields, item.reference.param
    approved = (item.base if quantity == item.quantity else
                half_up(Fraction(item.base * quantity, item.quantity)))
    own = half_up(approved * (1 - share)) if item.kind == "medicine" else \
        item.device_own(codes)
    payable = approved - own
    uncut = min(payable, item.contribution(quantity, share))
    cap = param(fields, "contribution_year_cents")
    due = uncut if cap < 0 else min(uncut, max(0, cap - before))
    reimbursed = payable - due
    contracted = "UNCONTRACTED" not in codes
    if not contracted:
        average = item.average(quantity, share)
        average = reimbursed if average is None else average
        reimbursed = min(reimbursed, half_up(Fraction(
            average * param(fields, "uncontracted_percent"), 100)))
    lost = payable - due - reimbursed
    at_counter = not contracted or not param(fields,
                                             "contribution_by_insurer")
    exempt = item.kind == "device" or (
        item.kind == "service" and param(fields, "review_exempt") and
        item.reference.row("service", fields["date"],
                           code=fields["item.code"])["article"] == "7.5")
    counts = not exempt and owes_deductible(fields, param(
        fields, "eigen_risico_age"))
    return {
        "claimed": item.claimed, "reimbursed": reimbursed,
        "eigen_bijdrage": due, "own_account": own + lost,
        "refused": item.claimed - approved,
        "from_insured": own + lost + (due if at_counter else 0),
        "billed_by_insurer": 0 if at_counter else due,
        "advanced": 0 if contracted else reimbursed,
        "eigen_risico": reimbursed if counts else 0,
        "UNCONTRACTED": lost, "PRICE_ABOVE_LIST": item.claimed - item.base,
        "CONTRIBUTION": due, "CONTRIBUTION_CAP": uncut - due,
        "CG_FIRST_DAYS": own, "DEVICE_BATTERY": own, "DEVICE_PRICE": own,
    }


def denied(item, stated, codes):
    """By a rule, not because nothing is left for the insurer."""
    if stated.get("outcome") != "deny":
        return False
    if item.kind in ("device", "service"):
        return not codes <= MONEY_REASONS
    return stated.get("approved.quantity_milli", "0") == "0"


def nothing(item):
    return {**dict.fromkeys(NAMES, 0), "claimed": item.claimed,
            "refused": item.claimed}


def contributions_before(case, reference):
    """Of the earlier requests of the same insured and year; they are as a
    rule approved whole."""
    total = 0
    for given in case.givens:
        if given.get("op") != "dispense" or given.get("reversed") or \
                given["insured.bsn"] != "own" or \
                given["date"][:4] != case.fields["date"][:4]:
            continue
        item = Item(given, reference)
        if not item.bound and item.kind != "preparation":
            continue
        total += settle(item, set(), item.quantity, 1,
                        total)["eigen_bijdrage"]
    return total


def shares(item, days, codes):
    """The shares of the days that may be left where some are own account:
    the amounts then say which it is."""
    if "CG_FIRST_DAYS" not in codes:
        return [Fraction(1)]
    if not days:
        return [Fraction(0)]
    return [Fraction(n, days) for n in range(days)]


def stated_amounts(case):
    """{name: value} of the expectations; a reason's amount by its code."""
    stated = dict(e.split("=", 1) for e in case.expects if " " not in e)
    for line in (e.split() for e in case.expects if " " in e):
        for member in line[2:]:
            if member.startswith("amount=") and member[7:].isdigit():
                stated[line[1]] = member[7:]
    return stated


def worked_out(case, reference):
    """The possible figures of a case."""
    stated = stated_amounts(case)
    item = Item(case.fields, reference)
    if denied(item, stated, case.codes):
        return [nothing(item)]
    quantity = int(stated.get("approved.quantity_milli", item.quantity))
    days = stated.get("approved.days", item.days)
    days = 0 if days == "none" else int(days)
    before = contributions_before(case, reference)
    return [settle(item, case.codes, quantity, share, before)
            for share in shares(item, days, case.codes)]


def differences(case, reference):
    stated = {name: value for name, value in stated_amounts(case).items()
              if name in NAMES or name in case.codes}
    if not stated or not case.decides:
        return 0, None
    best = None
    for figures in worked_out(case, reference):
        wrong = ["%s=%s" % (name, figures[name])
                 for name, value in sorted(stated.items())
                 if name in figures and str(figures[name]) != value]
        if best is None or len(wrong) < len(best):
            best = wrong
    return len(stated), best


def main():
    reference = Reference()
    cases = prove.read_cases(sorted(glob.glob(os.path.join(
        prove.CASES, "*.case"))))
    amounts = bad = 0
    for case in cases:
        count, wrong = differences(case, reference)
        amounts += count
        if wrong:
            bad += 1
            print("%s: worked out as %s" % (case, ", ".join(wrong)))
    print("%d amounts of %d cases, %d cases differ"
          % (amounts, len(cases), bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
