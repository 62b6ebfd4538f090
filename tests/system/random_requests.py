"""Random requests of every kind, valid as the protocol wants them, about the
articles, devices and services of tests/cases/data."""

import csv
import datetime
import os

import harness

PHARMACIES = ("02012345", "02099999", "04011111", "05011111", "06011111",
              "02055555")
# Who mostly asks for what.
SUPPLIERS = {
    "medicine": ("02012345",) * 6 + ("02099999", "06011111"),
    "preparation": ("02012345", "02012345", "02099999"),
    "import": ("02012345", "02099999"),
    "allergen": ("02012345", "06011111"),
    "diet": ("04011111", "04011111", "02012345"),
    "device": ("05011111", "05011111", "02099999", "02012345"),
    "service": ("02012345", "02012345", "02055555", "02099999"),
}
KINDS = ("medicine",) * 8 + ("diet", "device", "service", "service",
                             "preparation", "import", "allergen")
POLICIES = ((("3311", "196"),) * 16 + (
    ("3311", "met-hulp"), ("3311", "aan-de-balie"), ("3311", "zonder-nood"),
    ("9001", "toets"), ("9002", "nul"), ("3311", "onbekend")))
DEVICE_POLICIES = (("3313", "infuus"), ("3311", "met-hulp"),
                   ("3313", "infuus"), ("3311", "196"))
PRESCRIBERS = ("huisarts", "medisch_specialist", "tandarts",
               "specialist_ouderengeneeskunde",
               "arts_verstandelijk_gehandicapten", "verloskundige",
               "verpleegkundige", "physician_assistant", "arts", "dietist",
               "other")
MAY_PRESCRIBE = PRESCRIBERS[:7]
MAY_PRESCRIBE_DIET = ("huisarts", "medisch_specialist",
                      "specialist_ouderengeneeskunde",
                      "arts_verstandelijk_gehandicapten", "arts", "dietist")
STATEMENTS = ("artsenverklaring", "apotheekinstructie",
              "verklaring_dieetpreparaten")
SUBSTANCES = ("ZALF", "BADOLIE", "GELIJK00", "GELIJK10", "LIJST", "WATER",
              "VASELINE", "CREME")
DEVICES = ("POMP", "POMP", "POMPZONDER", "BATTERIJ", "STEUNKOUS",
           "INSULINEPOMP", "ONBEKEND")
PARTS = ("pump", "consumables", "battery", "charger", "delivery",
         "instruction", "support", "maintenance")
DAYS = (7, 14, 15, 16, 28, 30, 31, 60, 90, 93, 94, 180, 186, 187, 372)
PEOPLE = 120
LAST_DAY = datetime.date(2026, 11, 21)


def read(table):
    path = os.path.join(harness.DATA, table + ".csv")
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def changed(request, *path, **members):
    """A copy in which an object at a path has other members."""
    copy = dict(request)
    at = copy
    for name in path:
        at[name] = dict(at.get(name, {}))
        at = at[name]
    at.update(members)
    return copy


def reduced(request, advice):
    item = request["item"]
    members = {"quantity_milli": advice["quantity_milli"]}
    if "days" in advice:
        members["days"] = advice["days"]
    if "price" in item:
        share = item["price"] * advice["quantity_milli"]
        members["price"] = ((2 * share + item["quantity_milli"])
                            // (2 * item["quantity_milli"]))
    return changed(request, "item", **members)


def prescribed(request, prescriber):
    if "prescription" not in request:
        request = {**request, "prescription": {"date": request["date"]}}
    return changed(request, "prescription", prescriber=prescriber)


def stated(request, kind):
    """Conditions met, and judged by the insurer, which never does harm."""
    statement = request.get("statement", {})
    if statement.get("kind") != kind:
        statement = {}
    return {**request, "statement": {
        **statement, "kind": kind, "conditions_met": True,
        "judged_by_insurer": True}}


def follow_ups(request, advice):
    """The requests that follow an advice and need nothing but a request."""
    action = advice["action"]
    if action == "dispense_preferred":
        return [changed(request, "item", zi=zi) for zi in advice["zi"]]
    if action == "reduce":
        return [reduced(request, advice)]
    if action == "mark_chronic":
        return [changed(request, "prescription", chronic=True)]
    if action == "mark_holiday":
        return [changed(request, "prescription", holiday=True)]
    if action == "ask_statement":
        return [stated(request, advice["kind"])]
    if action == "ask_prescription":
        diet = request["item"]["kind"] == "diet"
        return [prescribed(request, p)
                for p in (MAY_PRESCRIBE_DIET if diet else MAY_PRESCRIBE)]
    return []


def permit(insured, number, scope):
    return {"v": 1, "op": "permit_add", "id": "permit-" + number,
            "insured": {"bsn": insured["bsn"], "uzovi": insured["uzovi"]},
            "permit": {"number": number, "scope": scope,
                       "from": "2026-01-01", "to": "2026-12-31"}}


class Source:
    def __init__(self, rng, numbers):
        self.rng = rng
        articles = read("article")
        self.diets = [a["zi"] for a in articles if a["atc"] == "V06DB"]
        medicines = [a for a in articles if a["atc"] != "V06DB"]
        self.medicines = [a["zi"] for a in medicines]
        self.courses = {a["zi"]: (a["substance"], a["form"])
                        for a in medicines}
        self.services = read("service")
        self.items = {
            "medicine": self.medicine, "preparation": self.preparation,
            "import": self.imported, "allergen": self.allergen,
            "diet": self.diet, "device": self.device,
            "service": self.service}
        self.numbers = numbers
        self.people = [self.person(next(numbers)) for _ in range(PEOPLE)]

    def once_in(self, n):
        return self.rng.randrange(n) == 0

    def person(self, bsn):
        rng = self.rng
        born = rng.choice((
            datetime.date(1961, 4, 2), datetime.date(2004, 2, 29),
            datetime.date(2005, 11, 21), datetime.date(2008, 11, 1),
            datetime.date(2012, 7, 1), datetime.date(1936, 1, 31)))
        insured = {"bsn": bsn, "born": born.isoformat(),
                   "sex": rng.choice("ffmx")}
        if self.once_in(40):
            insured["wlz"] = True
        return {"insured": insured,
                "policy": rng.choice(POLICIES),
                "medicines": rng.sample(self.medicines, 6)}

    def write_imports(self, out):
        writer = csv.writer(out)
        writer.writerow(("bsn", "substance", "form", "date", "days",
                         "quantity_milli"))
        rows = {}
        for person in self.people[::2]:
            for zi in person["medicines"] * 2:
                date = LAST_DAY - datetime.timedelta(
                    self.rng.randrange(700))
                key = (person["insured"]["bsn"], *self.courses[zi],
                       date.isoformat())
                rows[key] = (self.rng.choice((15, 30, 90)), 30000)
        writer.writerows(key + value for key, value in rows.items())

    def permits(self, new_id):
        requests = []
        for at, person in enumerate(self.people[::3]):
            zi = person["medicines"][0]
            scopes = ("any", "holiday", "zi:" + zi, "device:POMP",
                      "substance:VREEMD",
                      "substance:" + self.courses[zi][0])
            insured = {**person["insured"], "uzovi": person["policy"][0]}
            requests.append({**permit(insured, "M-1", scopes[at % 6]),
                             "id": new_id()})
        return requests

    def flags(self, *names, n=6):
        return {name: True for name in names if self.once_in(n)}

    def prescription(self, date):
        rng = self.rng
        return {"prescriber": (rng.choice(PRESCRIBERS) if self.once_in(10)
                               else "huisarts"),
                "date": (date - datetime.timedelta(
                    rng.randrange(4))).isoformat(),
                **self.flags("chronic", n=2),
                **self.flags("medical_necessity", "holiday", n=8),
                **self.flags("palliative", "palliative_agreement", "travel",
                             n=30)}

    def supply(self, item):
        """Days and a quantity that fits, now and then one that does not."""
        rng = self.rng
        days = rng.choice(DAYS)
        item["quantity_milli"] = days * rng.choice((1000, 1000, 2000, 500))
        if self.once_in(8):
            item["quantity_milli"] = rng.randrange(1, 200000)
        item["days"] = days
        return item

    def medicine(self, person, date):
        rng = self.rng
        item = self.supply({"zi": rng.choice(person["medicines"]),
                            **self.flags("weekly", "preferred_unavailable",
                                         "dose_changed", n=10)})
        if self.once_in(10):
            del item["days"]
        if self.once_in(4):
            item["price"] = rng.randrange(0, 6000)
        if self.once_in(8):
            last = date - datetime.timedelta(rng.randrange(500))
            item["last_supplied"] = last.isoformat()
            if self.once_in(2):
                item["first_supplied"] = (last - datetime.timedelta(
                    rng.randrange(500))).isoformat()
        return item

    def diet(self, person, date):
        item = self.supply({"zi": self.rng.choice(self.diets)})
        if self.once_in(3):
            item["price"] = self.rng.randrange(0, 20000)
        return item

    def made(self, item):
        item["price"] = self.rng.randrange(0, 9000)
        return self.supply(item)

    def preparation(self, person, date):
        rng = self.rng
        ingredients = []
        for substance in rng.sample(SUBSTANCES, rng.randrange(1, 4)):
            ingredient = {"substance": substance,
                          "quantity_milli": rng.randrange(1, 90000)}
            if self.once_in(2):
                ingredient["zi"] = rng.choice(self.medicines)
            ingredients.append(ingredient)
        return self.made({"ingredients": ingredients,
                          **self.flags("established_before", n=3)})

    def imported(self, person, date):
        return self.made({"name": "Van elders", "form": "TABLET",
                          "substance": self.rng.choice(("VREEMD", "ANDERS")),
                          **self.flags("rare_disease", "made_in_nl", n=2)})

    def allergen(self, person, date):
        return self.made({"name": "Pollen", **self.flags("registered", n=2)})

    def device(self, person, date):
        rng = self.rng
        which = ({"zi": "90002003"} if self.once_in(6)
                 else {"gph": rng.choice(DEVICES)})
        return {**which, "part": rng.choice(PARTS),
                "price": rng.choice((1105, 1106, 55000, 55001, 110000,
                                     rng.randrange(0, 130000))),
                **self.flags("first_purchase", "diagnosis_letter", n=2)}

    def service(self, person, date):
        rng = self.rng
        row = rng.choice(self.services)
        number = int(row["article"].split(".")[1])
        item = {"code": row["code"]}
        if number <= 4:
            item["for_zi"] = rng.choice(person["medicines"])
        if 6 <= number <= 8:
            item["event"] = "E-%d" % rng.randrange(20)
        if not row["tariff_cents"] or self.once_in(3):
            item["price"] = rng.randrange(0, 9000)
        for fact in ("handed_out", "guideline_met", "personal_talk",
                     "recorded", "same_day", "in_time"):
            item[fact] = not self.once_in(12)
        if number == 4:
            item["device_kind"] = rng.choice(
                ("injection", "inhaler", "inhaler", "other"))
            item.update(self.flags("incorrect_use", n=3))
        return item

    def statement(self, kind):
        rng = self.rng
        statement = {"kind": (STATEMENTS[2] if kind == "diet"
                              and not self.once_in(6)
                              else rng.choice(STATEMENTS)),
                     "conditions_met": not self.once_in(6),
                     **self.flags("xm", "sent_to_insurer",
                                  "judged_by_insurer", n=4)}
        return statement

    def request_of(self, kind, person=None, date=None):
        """Without op and id."""
        rng = self.rng
        person = person or rng.choice(self.people)
        date = date or LAST_DAY - datetime.timedelta(rng.randrange(320))
        uzovi, polis = (rng.choice(DEVICE_POLICIES) if kind == "device"
                        else person["policy"])
        item = self.items[kind](person, date)
        request = {"v": 1, "date": date.isoformat(),
                   "insured": {**person["insured"], "uzovi": uzovi,
                               "polis": polis},
                   "item": {"kind": kind, **item}}
        if not self.once_in(10):
            request["prescription"] = self.prescription(date)
        if kind == "diet" or self.once_in(3):
            request["statement"] = self.statement(kind)
        if self.once_in(3):
            request["permits"] = ["M-1"]
        return request

    def block(self, size):
        """Requests of one pharmacy."""
        agb = self.rng.choice(PHARMACIES[:1] * 4 + PHARMACIES)
        kinds = [kind for kind in KINDS if agb in SUPPLIERS[kind]]
        return agb, [self.request_of(self.rng.choice(kinds))
                     for _ in range(size)]

    def course(self):
        """One medicine again and again for somebody whom nobody knows yet;
        from a day on after which the snapshot changes little."""
        person = self.person(next(self.numbers))
        person["medicines"] = person["medicines"][:1]
        date = datetime.date(2026, 7, 2)
        agb = self.rng.choice(SUPPLIERS["medicine"])
        while date <= LAST_DAY:
            yield agb, self.request_of("medicine", person, date)
            date += datetime.timedelta(self.rng.randrange(0, 60))

    def request(self):
        agb, (request,) = self.block(1)
        return agb, request
