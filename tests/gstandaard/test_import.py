#!/usr/bin/env python3
"""claimctl snapshot import-gstandaard: what comes out is what was meant."""

import fractions
import json
import os
import random
import unittest

from import_test import (CONDITION, FIRST_DAY, HAND, ImportTest, delivery,
                         harness, one_article, rows)

# Published positions, from 1, of files that this program reads.
KNOWN = {
    "BST001T": {"MDVNR": (26, 28), "MDRLEN": (100, 103)},
    "BST004T": {
        "ATKODE": (6, 13), "HPKODE": (14, 21), "VPINHV": (29, 36),
        "RVRVG1": (81, 85), "RVRVG3": (87, 91), "WTGKOD": (167, 167),
        "PGBTWK": (168, 168), "INKKAN": (169, 169), "PGVKPE": (171, 182),
        "VEGPRS": (183, 190), "GVSKOD": (231, 241), "GVSVGL": (242, 253),
        "PGIKPR": (254, 261), "EUNUM": (262, 281), "VPMAXP": (290, 301)},
    "BST020T": {"NMNR": (6, 12), "NMNAAM": (86, 135)},
    "BST031T": {"HPKODE": (6, 13), "PRKODE": (14, 21), "XSEENH": (236, 241)},
    "BST052T": {"PRKODE": (6, 13), "GPKODE": (21, 28)},
    "BST711T": {"GPKODE": (6, 13), "GPKTVR": (25, 27), "GPKTWG": (31, 33),
                "GPSTNR": (41, 47), "ATCODE": (119, 126)},
    "BST161T": {"ZINR": (6, 13), "ZRUZOVI": (14, 17), "ZRPRFSTS": (22, 27),
                "PRKODE": (36, 43)},
    "BST713T": {"GPKODE": (6, 13), "PRKODE": (14, 21), "GPKNEW": (48, 55),
                "PRKNEW": (56, 63)},
}

ARTICLE = dict(
    zi="90000013", valid_from=FIRST_DAY, valid_to="",
    name="Gewoon 10 mg 30 tabletten", hpk="8001", prk="7001", gpk="6001",
    atc="N05AA01", substance="500", form="10", unit="stuk",
    package_milli="30000", smallest_package_milli="", divisible="1",
    prescription_only="1", annex="", selfcare="0", cg_group="",
    hospital_only="0", excluded="", long_supply="0", oral_contraceptive="0",
    insulin="0", route="oraal", diet_type="")


def limit(package, content):
    """Micro-euro a unit, of 10^-5 euro a package and 10^-2 units."""
    euro = fractions.Fraction(package, 10**5)
    micro = euro * 10**6 / fractions.Fraction(content, 100)
    return (2 * micro.numerator + micro.denominator) // (2 * micro.denominator)


class Layouts(unittest.TestCase):
    def test_the_generator_writes_at_the_published_positions(self):
        for file, fields in KNOWN.items():
            at = 1
            found = {}
            for name, width, _ in delivery.LAYOUTS[file]:
                found[name] = (at, at + width - 1)
                at += width
            for name, place in fields.items():
                self.assertEqual(found[name], place, (file, name))

    def test_the_written_ones_too(self):
        """The delivery that was typed has its values there."""
        typed = {
            "ATKODE": "12345678", "HPKODE": "00045678", "VPINHV": "00003000",
            "WTGKOD": "1", "PGBTWK": "1", "PGVKPE": "000026700000",
            "VEGPRS": "00002670", "GVSKOD": "0C09AAAO V ",
            "GVSVGL": "000001962780", "PGIKPR": "00002670",
            "VPMAXP": "000000710000"}
        with open(os.path.join(HAND, "BST004T"), "rb") as f:
            record = f.read().decode("iso-8859-1")
        for name, value in typed.items():
            first, last = KNOWN["BST004T"][name]
            self.assertEqual(record[first - 1:last], value, name)


class Typed(ImportTest):
    def setUp(self):
        super().setUp()
        self.write_extra("condition", CONDITION +
                         "41,zi,,vooraf,artsenverklaring,Voorwaarde.,18,,"
                         "2020-01-01,\n")

    def test_one_record_a_file(self):
        done = self.run_on(HAND)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        self.assertEqual(rows(self.out, "article"), [dict(
            ARTICLE, zi="12345678", name="Verzonnen crème 10 mg 30 stuks",
            hpk="45678", prk="23456", gpk="12345", atc="C09AA02",
            substance="1237", form="12", annex="1A")])
        self.assertEqual(rows(self.out, "price"), [dict(
            zi="12345678", valid_from=FIRST_DAY, valid_to="",
            aip_cents="2670", vat_bp="900", limit_micro="654260")])
        self.assertEqual(rows(self.out, "preference"), [dict(
            uzovi="3311", prk="23456", zi="12345678", valid_from=FIRST_DAY,
            valid_to="")])
        self.assertEqual(rows(self.out, "condition"), [dict(
            id="41001", scope="zi", value="12345678", procedure="vooraf",
            form="artsenverklaring", text_nl="Voorwaarde.", age_from="18",
            age_below="", valid_from="2020-01-01", valid_to="")])

    def test_up_to_a_decision(self):
        self.write_extra("condition", CONDITION +
                         "41,zi,,vooraf,artsenverklaring,Voorwaarde.,,,"
                         "2020-01-01,2020-12-31\n")
        done = self.run_on(HAND)
        self.assertEqual(done.returncode, 0, done.stderr)
        snapshot = os.path.join(self.top, "x.gvs")
        harness.claimctl("snapshot", "build", self.out, "--out", snapshot)
        cases = os.path.join(self.top, "x.case")
        # AIP 26.70 for 30 and a limit of 0.65426: rulebook, article 4.2.
        with open(cases, "w", encoding="utf-8") as f:
            f.write("""case limit Boven de limiet
  given ledger since=2015-01-01
  request pharmacy=02012345 date=2026-11-20
  request insured.born=1961-04-02 insured.sex=f
  request insured.uzovi=3311 insured.polis=196
  request prescription.prescriber=huisarts prescription.date=2022-01-01
  request item.kind=medicine item.zi=12345678
  request item.quantity_milli=15000 item.days=15
  expect outcome=approve claimed=1455 eigen_bijdrage=385
  expect reason CONTRIBUTION amount=385
""")
        done = harness.claimctl("check", cases, "--snapshot", snapshot)
        self.assertEqual(done.stdout, "1 passed, 0 failed\n")


class RoundTrip(ImportTest):
    """The generator means rows, writes records, and gets the rows back."""

    UNITS = [(245, "stuk"), (233, "ml"), (215, "g"), (208, "dosis"),
             (211, "stuk")]
    ROUTES = [(9, "oraal"), (10, "injectie"), (100, "injectie"),
              (12, "overig")]
    SUPPLY = [("R", 1, "1"), ("A", 9, "0"), ("D", 9, "0"), ("V", 2, "0"),
              ("", 9, "0"), ("R", 9, "1")]
    VAT = [(0, "0"), (1, "900"), (2, "2100")]
    GVS = [("0N05AAO V", "1A"), ("XXXXXXXXXXX", "1B"), ("", ""),
           ("INTRAMURAAL", "")]

    def product(self, i):
        rng, d = self.rng, self.delivery
        code, unit = rng.choice(self.UNITS)
        way, route = rng.choice(self.ROUTES)
        p = dict(hpk=8000 + i, prk=7000 + i // 2, gpk=6000 + i // 4,
                 unit=unit, i=i)
        d.add("BST031T", HPKODE=p["hpk"], PRKODE=p["prk"], XSEENH=code,
              MUTKOD=rng.choice((0, 2, 3)))
        if i % 2 == 0:
            d.add("BST052T", PRKODE=p["prk"], GPKODE=p["gpk"])
        if i % 4 == 0:
            self.generic = dict(atc=rng.choice(("N05AA01", "A10", "")),
                                substance=rng.randint(1, 9999999),
                                form=rng.randint(1, 999), route=route)
            d.add("BST711T", GPKODE=p["gpk"], ATCODE=self.generic["atc"],
                  GPSTNR=self.generic["substance"],
                  GPKTVR=self.generic["form"], GPKTWG=way)
        return dict(p, **self.generic)

    def article(self, zi, p):
        rng = self.rng
        letter, tariff, ur = rng.choice(self.SUPPLY)
        vat, vat_bp = rng.choice(self.VAT)
        cluster, annex = rng.choice(self.GVS)
        content = rng.choice((100, 333, 3000, rng.randint(1, 99999999)))
        package = rng.randint(1, 99999) * rng.choice((1, 1000))
        cents = rng.choice((0, 1, rng.randint(1, 99999999)))
        name = "Verzonnen %d, \"%s\"" % (zi, rng.choice(("é", "ï", "Å", "x")))
        self.delivery.article(
            str(zi), p["hpk"], name, MUTKOD=rng.choice((0, 2, 3)),
            VPINHV=content, VPKWGM=letter, WTGKOD=tariff, PGBTWK=vat,
            GVSKOD=cluster, GVSVGL=package, PGIKPR=cents)
        self.articles.append(dict(
            ARTICLE, zi=str(zi), name=name, hpk=str(p["hpk"]),
            prk=str(p["prk"]), gpk=str(p["gpk"]), atc=p["atc"],
            substance=str(p["substance"]), form=str(p["form"]),
            unit=p["unit"], package_milli=str(content * 10),
            divisible=str(int(p["unit"] == "stuk")), prescription_only=ur,
            annex=annex, route=p["route"],
            hospital_only=str(int(cluster == "INTRAMURAAL"))))
        if cents:
            self.prices.append(dict(
                zi=str(zi), valid_from=FIRST_DAY, valid_to="",
                aip_cents=str(cents), vat_bp=vat_bp,
                limit_micro=str(limit(package, content))
                if annex == "1A" else ""))

    def preference(self, zi, p):
        status = self.rng.choice((1, 2))
        uzovi = self.rng.choice((3311, 77))
        self.delivery.add("BST161T", ZINR=zi, ZRUZOVI=uzovi,
                          ZRPRFSTS=status, PRKODE=p["prk"])
        if status == 1:
            self.preferences.append(dict(
                uzovi="%04d" % uzovi, prk=str(p["prk"]), zi=str(zi),
                valid_from=FIRST_DAY, valid_to=""))

    def test_random_deliveries(self):
        for seed in range(5):
            self.rng = random.Random(seed)
            self.delivery = delivery.Delivery()
            self.articles, self.prices, self.preferences = [], [], []
            zis = self.rng.sample(range(10**7, 10**8), 200)
            for i, zi in enumerate(zis):
                p = self.product(i)
                self.article(zi, p)
                if i % 3 == 0:
                    self.preference(zi, p)
            self.delivery.ending = self.rng.choice((b"\r\n", b"\n"))
            self.imported(self.delivery)
            self.assertEqual(rows(self.out, "article"), self.articles, seed)
            self.assertEqual(rows(self.out, "price"), self.prices, seed)
            self.assertEqual(rows(self.out, "preference"), self.preferences,
                             seed)
            self.assertEqual(rows(self.out, "condition"), [])

    def test_what_is_copied_is_the_same_to_the_byte(self):
        self.imported(one_article())
        for table in ("meta", "policy", "parameter", "device", "service"):
            with open(os.path.join(self.extra, table + ".csv"), "rb") as a, \
                    open(os.path.join(self.out, table + ".csv"), "rb") as b:
                self.assertEqual(a.read(), b.read(), table)


class Records(ImportTest):
    def test_character_sets(self):
        name = "Crème één ½ ÅÿÇ"
        for charset in ("iso-8859-1", "cp850"):
            d = delivery.Delivery().product(8001, 7001, 6001)
            d.article("90000013", 8001, name)
            d.charset = charset
            self.imported(d, "--charset", charset)
            self.assertEqual(rows(self.out, "article")[0]["name"], name)

    def test_the_set_matters_and_has_a_default(self):
        d = one_article()
        d.files["BST020T"][0]["NMNAAM"] = "é"
        self.imported(d)
        self.assertEqual(rows(self.out, "article")[0]["name"], "é")
        self.imported(d, "--charset", "cp850")
        self.assertEqual(rows(self.out, "article")[0]["name"], "Ú")

    def test_another_set_is_no_set(self):
        done = self.run_import(one_article(), "--charset", "utf-8")
        self.assertEqual(done.returncode, 2)
        self.assertIn("expected iso-8859-1 or cp850", done.stderr)
        self.nothing_left()

    def test_mutation_codes(self):
        for code in (0, 2, 3):
            self.imported(one_article(MUTKOD=code))
            self.assertEqual(len(rows(self.out, "article")), 1, code)
        d = one_article()
        d.article("90000021", 8001, "Vervallen", MUTKOD=1, PGIKPR=b"????????")
        d.add("BST161T", ZINR=90000021, ZRUZOVI=3311, ZRPRFSTS=1, PRKODE=7001)
        done = self.imported(d)
        self.assertIn("1 articles are deleted", done.stdout)
        for table in ("article", "price"):
            self.assertEqual([r["zi"] for r in rows(self.out, table)],
                             ["90000013"])
        self.assertEqual(rows(self.out, "preference"), [])
        self.refused(one_article(MUTKOD=4),
                     "BST004T:1: MUTKOD: '4', expected 0, 1, 2 or 3")

    def test_deleted_products_are_gone(self):
        for file, fault in (("BST020T", "a name of BST020T"),
                            ("BST031T", "a trade product of BST031T"),
                            ("BST052T", "is in BST052T"),
                            ("BST711T", "is in BST711T")):
            d = one_article()
            d.files[file][0]["MUTKOD"] = 1
            self.refused(d, fault)

    def test_annexes(self):
        for code, annex, hospital in (
                ("0N05AAO V", "1A", "0"), ("XXXXXXXXXXX", "1B", "0"),
                ("", "", "0"), ("INTRAMURAAL", "", "1"),
                ("XXXXXXXXXX", "1A", "0")):
            self.imported(one_article(GVSKOD=code, GVSVGL=3000000))
            row = rows(self.out, "article")[0]
            self.assertEqual((row["annex"], row["hospital_only"]),
                             (annex, hospital), code)
            price = rows(self.out, "price")[0]
            self.assertEqual(price["limit_micro"],
                             "1000000" if annex == "1A" else "", code)

    def test_a_cluster_without_a_limit(self):
        done = self.imported(one_article(GVSKOD="0N05AAO V", GVSVGL=0))
        self.assertEqual(rows(self.out, "price")[0]["limit_micro"], "")
        self.assertIn("1 articles are in a cluster without a limit",
                      done.stdout)

    def test_limits_are_rounded_half_up(self):
        # 10^-5 euro a package, 10^-2 units: a unit has 1000 x limit / content.
        for package, content, micro in (
                (1, 2000, 1),      # 0.5 micro-euro
                (1, 2001, 0), (1, 1999, 1),
                (3, 2000, 2),      # 1.5
                (2999, 2000000, 1), (3000, 2000000, 2), (3001, 2000000, 2),
                (1962780, 3000, 654260),
                (999999999999, 99999999, 10000000),
                (10, 3000, 3), (10**9, 1, 10**12)):
            self.assertEqual(limit(package, content), micro)
            self.imported(one_article(GVSKOD="C", GVSVGL=package,
                                      VPINHV=content))
            self.assertEqual(rows(self.out, "price")[0]["limit_micro"],
                             str(micro), (package, content))
        self.refused(one_article(GVSKOD="C", GVSVGL=10**9 + 1, VPINHV=1),
                     "BST004T:1: GVSVGL: 1000000001 for 10 thousandths of a "
                     "unit, expected a limit of at most 1000000 euro a unit")

    def test_the_directory_leads(self):
        """Fields that moved, and became wider, are found where they are."""
        d = one_article(GVSKOD="C", GVSVGL=1962780, PGIKPR=2670)
        self.imported(d)
        before = [rows(self.out, t) for t in ("article", "price")]
        for file in ("BST004T", "BST020T", "BST031T", "BST711T", "BST161T"):
            layout = d.layouts[file]
            d.layouts[file] = layout[:2] + [("NIEUW", 3, "A")] + \
                layout[:1:-1]
        # Wider by a digit: it stays within what is read.
        d.layouts["BST004T"] = [
            (n, w + (n in ("VPINHV", "PGIKPR")), k)
            for n, w, k in d.layouts["BST004T"]]
        self.imported(d)
        self.assertEqual([rows(self.out, t) for t in ("article", "price")],
                         before)

    def test_on_prescription_by_tariff_where_nothing_else_says_it(self):
        for tariff, ur in ((1, "1"), (2, "1"), (5, "1"), (9, "0")):
            d = one_article(WTGKOD=tariff, VPKWGM="A")
            d.files["BST004T"][0].pop("VPKWGM")
            d.layouts["BST004T"] = [
                ("******" if n == "VPKWGM" else n, w, k)
                for n, w, k in d.layouts["BST004T"]]
            self.imported(d)
            self.assertEqual(rows(self.out, "article")[0]
                             ["prescription_only"], ur)

    def test_without_products_it_is_left_out(self):
        d = one_article()
        d.add("BST031T", HPKODE=8002, PRKODE=0, XSEENH=245)
        d.article("90000021", 8002, "Verband")
        d.article("90000031", 0, "Zonder handelsproduct")
        d.add("BST161T", ZINR=90000021, ZRUZOVI=3311, ZRPRFSTS=1)
        done = self.imported(d)
        self.assertIn("2 articles are of no prescription product", done.stdout)
        self.assertEqual(len(rows(self.out, "article")), 1)
        self.assertEqual(len(rows(self.out, "price")), 1)
        self.assertEqual(rows(self.out, "preference"), [])

    def test_for_programs(self):
        d = one_article()
        d.article("90000021", 8001, "Zonder prijs", PGIKPR=0)
        done = self.imported(d, "--json")
        self.assertEqual(json.loads(done.stdout), {
            "folder": self.out, "articles": 2, "prices": 1, "preferences": 0,
            "conditions": 0, "deleted": 0, "left_out": 0, "without_price": 1,
            "without_limit": 0, "notes": 0})

    def test_a_ctrl_z_ends_the_file(self):
        folder = os.path.join(self.top, "z")
        one_article().write(folder)
        with open(os.path.join(folder, "BST004T"), "ab") as f:
            f.write(b"\x1a")
        self.assertEqual(self.run_on(folder).returncode, 0)


if __name__ == "__main__":
    harness.main()
