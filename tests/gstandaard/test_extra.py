#!/usr/bin/env python3
"""claimctl snapshot import-gstandaard: what the extra folder adds, and codes
that were replaced meanwhile."""

from import_test import (CONDITION, FIRST_DAY, ImportTest, harness,
                         one_article, rows)


def zis(table):
    return [row["zi"] for row in table]


class Settings(ImportTest):
    def setUp(self):
        super().setUp()
        self.delivery = one_article()
        self.delivery.article("90000021", 8001, "Nog een van 8001")
        self.delivery.product(8002, 7002, 6001 + 1, atc="A10BA02")
        self.delivery.article("90000048", 8002, "Van 8002")

    def column(self, name, text):
        self.write_extra("article", text)
        self.last = self.imported(self.delivery)
        return [row[name] for row in rows(self.out, "article")]

    def test_each_scope(self):
        for scope, value, selfcare in (
                ("zi", "90000013", ["1", "0", "0"]),
                ("hpk", "8001", ["1", "1", "0"]),
                ("hpk", "00008001", ["1", "1", "0"]),
                ("prk", "7002", ["0", "0", "1"]),
                ("prk", "00007002", ["0", "0", "1"]),
                ("gpk", "6001", ["1", "1", "0"]),
                ("atc", "A10", ["0", "0", "1"]),
                ("atc", "N", ["1", "1", "0"]),
                ("atc", "N05AA01", ["1", "1", "0"])):
            self.assertEqual(self.column(
                "selfcare", "scope,value,selfcare\n%s,%s,1\n" %
                (scope, value)), selfcare, (scope, value))
            self.assertEqual(self.last.stderr, "")

    def test_the_narrower_wins(self):
        routes = self.column("route", """value,scope,route
90000013,zi,inhalatie
8001,hpk,injectie
7001,prk,overig
6001,gpk,oraal
N05AA01,atc,oraal
A10,atc,overig
A10BA02,atc,injectie
""")
        self.assertEqual(routes, ["inhalatie", "injectie", "injectie"])

    def test_each_pair_of_scopes(self):
        order = [("atc", "N"), ("atc", "N05"), ("gpk", "6001"),
                 ("prk", "7001"), ("hpk", "8001"), ("zi", "90000013")]
        for wide, narrow in zip(order, order[1:]):
            self.assertEqual(self.column(
                "diet_type", "scope,value,diet_type\n%s,%s,polymeer\n"
                "%s,%s,monomeer\n" % (narrow + wide))[0], "polymeer")

    def test_a_limit_is_of_a_cluster_only(self):
        """Also where the annex is set: the delivery's figure is of none."""
        for code, limit in (("C", "100000"), ("XXXXXXXXXXX", ""), ("", "")):
            self.delivery.files["BST004T"][0].update(GVSKOD=code,
                                                     GVSVGL=300000)
            self.column("annex", "scope,value,annex\nzi,90000013,1A\n")
            self.assertEqual(rows(self.out, "price")[0]["limit_micro"], limit)

    def test_an_empty_field_leaves_and_a_dash_empties(self):
        self.delivery.files["BST004T"][0]["GVSKOD"] = "XXXXXXXXXXX"
        self.write_extra("article", "scope,value,annex,cg_group\n"
                         "zi,90000013,,maagzuurremmer\nzi,90000021,1B,-\n"
                         "prk,7001,,allergie\n")
        self.imported(self.delivery)
        self.assertEqual([(row["annex"], row["cg_group"])
                          for row in rows(self.out, "article")],
                         [("1B", "maagzuurremmer"), ("1B", ""), ("", "")])

    def test_every_column(self):
        values = dict(
            name="Anders, \"zo\"", hpk="1", prk="2", gpk="3", atc="A",
            substance="STOF", form="VORM", unit="ml", package_milli="5000",
            smallest_package_milli="1000", divisible="0",
            prescription_only="0", annex="1A", selfcare="1",
            cg_group="diarree", hospital_only="1", excluded="reizen",
            long_supply="1", oral_contraceptive="1", insulin="1",
            route="injectie", diet_type="polymeer")
        self.write_extra("article", "scope,value,%s\nzi,90000013,%s\n" % (
            ",".join(values), ",".join('"%s"' % v.replace('"', '""')
                                       for v in values.values())))
        self.imported(self.delivery)
        self.assertEqual(rows(self.out, "article")[0], dict(
            values, zi="90000013", valid_from=FIRST_DAY, valid_to=""))

    def test_the_limit_is_of_the_content_that_is_set(self):
        self.delivery.files["BST004T"][0].update(GVSKOD="C", GVSVGL=3000000)
        self.column("zi", "scope,value,package_milli\nzi,90000013,15000\n")
        self.assertEqual(rows(self.out, "price")[0]["limit_micro"], "2000000")

    def test_products_that_the_delivery_lacks(self):
        """As dietary preparations may: the extra folder names them."""
        self.delivery.article("90000055", 0, "Dieetpreparaat")
        self.assertEqual(self.column(
            "prk", "scope,value,prk,substance,form,diet_type\n"
            "zi,90000055,D1,DIEET,POEDER,polymeer\n"),
            ["7001", "7001", "7002", "D1"])

    def test_refused(self):
        for text, fault in (
                ("scope,value,selfcare\nzi,90000013,2\n", "article.csv:2: "
                 "selfcare: '2', expected an integer from 0 to 1"),
                ("scope,value,selfcare\nzi,90000013,-\n", "article.csv:2: "
                 "selfcare: '-', expected an integer from 0 to 1"),
                ("scope,value,self\nzi,90000013,1\n", "article.csv:1: header: "
                 "'self', expected the name of a column, each once"),
                ("scope,value,value\nzi,90000013,1\n", "article.csv:1: "
                 "header: 'value', expected the name of a column, each once"),
                ("scope,value,insulin\nart,90000013,1\n", "article.csv:2: "
                 "scope: 'art', expected zi, hpk, prk, gpk or atc"),
                ("insulin\n1\n", "article.csv:2: scope: '', expected"),
                ("scope,value,insulin\nzi,,1\n", "article.csv:2: value: '', "
                 "expected a code, at most 16 bytes"),
                ("scope,value,insulin\nzi,12345678901234567,1\n",
                 "article.csv:2: value: '12345678901234567', expected"),
                ("scope,value,insulin\nprk,7001,1\nprk,07001,1\n",
                 "article.csv:3: value: '7001', expected each scope and value "
                 "once"),
                ("scope,value,zi\nprk,7001,90000013\n", "article.csv:2: zi: "
                 "'90000013', expected nothing: the delivery says it"),
                ("scope,value,insulin\nzi,90000013\n", "article.csv:2: 'zi', "
                 "expected a row with as many fields as the header"),
                ("scope,value,insulin\nzi,9000\"0013,1\n", "article.csv:2: "
                 "'quotes that RFC 4180 does not allow', expected a file as "
                 "RFC 4180 says"),
                ("", "article.csv: '', expected a first row with the names of "
                 "the columns")):
            self.write_extra("article", text)
            self.refused(self.delivery, fault)

    def test_what_no_article_has_is_noted(self):
        self.column("zi", "scope,value,insulin\nzi,90000099,1\n"
                    "prk,7001,0\n")
        self.assertRegex(self.last.stderr, r"\Anote: \S+article.csv:2: zi: "
                         r"'90000099' is of no article of this delivery\n\Z")


class Conditions(ImportTest):
    def setUp(self):
        super().setUp()
        self.delivery = one_article()
        self.delivery.article("90000021", 8001, "Nog een van 8001")
        self.delivery.product(8002, 7002, 6002, substance=501)
        self.delivery.article("90000048", 8002, "Van 8002")
        for zi in (90000013, 90000021, 90000048):
            self.delivery.add("BST014T", ATKODE=zi, HPRZV=41)

    def values(self, text):
        self.write_extra("condition", text)
        self.last = self.imported(self.delivery)
        return [(row["id"], row["scope"], row["value"])
                for row in rows(self.out, "condition")]

    def test_each_scope(self):
        for scope, values in (
                ("zi", ["90000013", "90000021", "90000048"]),
                ("prk", ["7001", "7002"]), ("gpk", ["6001", "6002"]),
                ("atc", ["N05AA01"]), ("substance", ["500", "501"])):
            self.assertEqual(
                self.values(CONDITION + "41,%s,,achteraf,,Tekst,,,2020-01-01,"
                            "2030-01-01\n" % scope),
                [(str(41001 + i), scope, value)
                 for i, value in enumerate(values)])
        row = rows(self.out, "condition")[0]
        self.assertEqual((row["text_nl"], row["valid_from"],
                          row["valid_to"]),
                         ("Tekst", "2020-01-01", "2030-01-01"))

    def test_a_number_may_have_several_rows(self):
        self.assertEqual(
            self.values(CONDITION.replace("id,", "number,id,") +
                        "41,7,prk,,vooraf,,Volwassen,18,,2020-01-01,\n"
                        "41,8,substance,,achteraf,,Kind,,18,2020-01-01,\n"
                        ",9,atc,N05,achteraf,,Eigen,,,2020-01-01,\n"),
            [("7001", "prk", "7001"), ("7002", "prk", "7002"),
             ("8001", "substance", "500"), ("8002", "substance", "501"),
             ("9", "atc", "N05")])

    def test_of_a_trade_product(self):
        self.delivery.layouts["BST014T"] = [
            ("HPKODE" if n == "ATKODE" else n, w, k)
            for n, w, k in self.delivery.layouts["BST014T"]]
        self.delivery.files["BST014T"] = [dict(HPKODE=8001, HPRZV=41)]
        text = CONDITION + "41,zi,,achteraf,,Tekst,,,2020-01-01,\n"
        self.assertEqual(self.values(text), [
            ("41001", "zi", "90000013"), ("41002", "zi", "90000021")])
        self.delivery.files["BST014T"][0]["HPKODE"] = 9999
        self.refused(self.delivery, "BST014T:1: HPKODE: 9999, expected a "
                     "trade product of BST031T")

    def test_a_number_of_nothing(self):
        self.delivery.files["BST014T"] = [
            dict(ATKODE=90000013, HPRZV=0),
            dict(ATKODE=90000013, HPRZV=41, MUTKOD=1)]
        self.assertEqual(self.values(
            CONDITION + "41,zi,,achteraf,,Tekst,,,2020-01-01,\n"), [])
        self.assertIn("condition.csv:2: id: '41' is of no article of this "
                      "delivery", self.last.stderr)

    def test_refused(self):
        self.write_extra("condition", CONDITION)
        done = self.refused(
            self.delivery, "BST014T:1: HPRZV: 41, expected a number that "
            "condition.csv of the extra folder explains")
        self.assertEqual(done.stderr.count("HPRZV"), 1)  # once a number
        for text, fault in (
                ("41,prk,,vooraf,,,,,2020-01-01,\n", "condition.csv:2: "
                 "text_nl: '', expected UTF-8 text"),
                ("41,hpk,,vooraf,,T,,,2020-01-01,\n", "condition.csv:2: "
                 "scope: 'hpk', expected one of zi, prk, gpk, atc, "
                 "substance"),
                ("1000000,zi,,vooraf,,T,,,2020-01-01,\n", "condition.csv:2: "
                 "id: '1000000', expected at most 999999 where value is "
                 "empty"),
                ("41,zi,,vooraf,,T,,,2020-01-01,\n41001,atc,N,vooraf,,T,,,"
                 "2020-01-01,\n", "condition.csv:3: id: 41001, expected each "
                 "code once: line 2 has it too")):
            self.write_extra("condition", CONDITION + text)
            self.refused(self.delivery, fault)
        for column in ("form", "text_nl", "value", "id", "valid_to"):
            names = CONDITION.strip().split(",")
            names.remove(column)
            self.write_extra("condition", ",".join(names) + "\n" +
                             ",".join({"id": "41", "scope": "zi",
                                       "procedure": "vooraf", "text_nl": "T",
                                       "valid_from": "2020-01-01"}
                                      .get(name, "") for name in names) + "\n")
            self.refused(self.delivery, "condition.csv:1: %s: '', expected "
                         "this column in the header" % column)
        self.delivery.add("BST014T", ATKODE=90000099, HPRZV=41)
        self.write_extra("condition", CONDITION +
                         "41,zi,,vooraf,,T,,,2020-01-01,\n")
        self.refused(self.delivery, "BST014T:4: ATKODE: 90000099, expected a "
                     "ZI of BST004T")
        self.delivery.files["BST711T"][0]["ATCODE"] = ""
        self.delivery.files["BST014T"].pop()
        self.write_extra("condition", CONDITION +
                         "41,atc,,vooraf,,T,,,2020-01-01,\n")
        self.refused(self.delivery, "BST014T:1: HPRZV: 41 is of atc, but "
                     "90000013 has none, expected a condition whose scope its "
                     "articles have")


class Tables(ImportTest):
    def setUp(self):
        super().setUp()
        self.delivery = one_article()
        self.delivery.article("90000021", 8001, "Vervallen", MUTKOD=1)
        self.delivery.article("90000048", 0, "Zonder producten")

    def test_rows_behind_those_of_the_delivery(self):
        """Prices of earlier months, for claims of those."""
        self.write_extra("price", "zi,valid_from,valid_to,aip_cents,vat_bp,"
                         "limit_micro\n90000013,2021-01-01,2026-10-31,900,"
                         "900,\n")
        self.write_extra("preference", "uzovi,prk,zi,valid_from,valid_to\n"
                         "9001,7001,90000013,2021-01-01,2026-10-31\n")
        self.imported(self.delivery, "--from", "2026-11-01")
        self.assertEqual([(r["aip_cents"], r["valid_from"], r["valid_to"])
                          for r in rows(self.out, "price")],
                         [("1000", "2026-11-01", ""),
                          ("900", "2021-01-01", "2026-10-31")])
        self.assertEqual(rows(self.out, "preference"), [dict(
            uzovi="9001", prk="7001", zi="90000013", valid_from="2021-01-01",
            valid_to="2026-10-31")])

    def test_articles_that_are_gone(self):
        self.write_extra("registered_equivalent",
                         "substance,zi,in_gvs,minister_refused\n"
                         "A,90000013,1,0\nB,90000021,1,0\nC,90000048,1,0\n")
        self.write_extra("condition", CONDITION +
                         "1,zi,90000021,vooraf,,T,,,2020-01-01,\n"
                         "2,zi,90000013,vooraf,,T,,,2020-01-01,\n")
        done = self.imported(self.delivery)
        self.assertEqual(zis(rows(self.out, "registered_equivalent")),
                         ["90000013"])
        self.assertEqual([r["id"] for r in rows(self.out, "condition")],
                         ["2"])
        for note in ("registered_equivalent.csv:3: zi: '90000021' was "
                     "deleted: the row is left out",
                     "registered_equivalent.csv:4: zi: '90000048' has no "
                     "products: the row is left out",
                     "condition.csv:2: zi: '90000021' was deleted"):
            self.assertIn(note, done.stderr)

    def test_refused(self):
        header = "zi,valid_from,valid_to,aip_cents,vat_bp,limit_micro\n"
        for table, text, fault in (
                ("price", header + "90000099,2021-01-01,,1,0,\n",
                 "price.csv:2: zi: '90000099', expected a ZI of BST004T"),
                ("price", header + "90000013,2021-01-01,,x,0,\n",
                 "price.csv:2: aip_cents: 'x', expected an integer"),
                ("price", header.replace(",vat_bp", "") +
                 "90000013,2021-01-01,,1,\n", "price.csv:1: vat_bp: '', "
                 "expected this column in the header"),
                # An own one of the same days: said by the trial.
                ("price", header + "90000013,2021-01-01,2021-01-31,1,0,\n",
                 "price.csv:"),
                ("registered_equivalent",
                 "substance,zi,in_gvs,minister_refused\nA,x,1,0\n",
                 "registered_equivalent.csv:2: zi: 'x', expected 8 digits")):
            self.write_extra(table, text)
            self.refused(self.delivery, fault)
            self.write_extra(table, text.splitlines()[0] + "\n"
                             if "vat_bp" in text or table != "price"
                             else header)


class Changes(ImportTest):
    """BST713T: a code of the extra folder that is gone leads to the new one."""

    def setUp(self):
        super().setUp()
        self.delivery = one_article()
        self.delivery.product(8002, 7002, 6002)
        self.delivery.article("90000021", 8002, "Van 8002")

    def change(self, prk=0, prk_new=0, gpk=0, gpk_new=0, **more):
        self.delivery.add("BST713T", PRKODE=prk, PRKNEW=prk_new, GPKODE=gpk,
                          GPKNEW=gpk_new, HPKODE=8001, GPDATW=1112026, **more)

    def of_prk(self, code):
        """What a condition of a prk becomes."""
        self.write_extra("condition", CONDITION +
                         "1,prk,%s,vooraf,,T,,,2020-01-01,\n" % code)
        self.imported(self.delivery)
        return rows(self.out, "condition")[0]["value"]

    def test_the_new_code(self):
        self.change(prk=6900, prk_new=7001)
        self.assertEqual(self.of_prk("6900"), "7001")
        self.assertEqual(self.of_prk("00006900"), "7001")

    def test_by_several_steps(self):
        self.change(prk=6900, prk_new=6901)
        self.change(prk=6901, prk_new=6902)
        self.change(prk=6902, prk_new=7001)
        self.assertEqual(self.of_prk("6900"), "7001")
        self.assertEqual(self.of_prk("6902"), "7001")

    def test_a_change_that_was_taken_back(self):
        self.change(prk=7001, prk_new=6900)
        self.change(prk=6900, prk_new=7001)
        self.assertEqual(self.of_prk("6900"), "7001")
        self.assertEqual(self.of_prk("7001"), "7001")
        self.change(prk=6800, prk_new=6801)
        self.change(prk=6801, prk_new=6800)
        self.assertEqual(self.of_prk("6800"), "6800")

    def test_a_code_that_lives_stays(self):
        """A part of its products moved."""
        self.change(prk=7001, prk_new=7002)
        self.assertEqual(self.of_prk("7001"), "7001")

    def test_a_deleted_change_is_none(self):
        self.change(prk=6900, prk_new=7001, MUTKOD=1)
        self.assertEqual(self.of_prk("6900"), "6900")

    def test_a_code_that_became_several(self):
        self.change(prk=6900, prk_new=7001)
        self.change(prk=6900, prk_new=7002)
        self.write_extra("condition", CONDITION +
                         "1,prk,6900,vooraf,,T,,,2020-01-01,\n")
        self.refused(self.delivery, "condition.csv:2: prk: '6900', expected "
                     "one of the codes that BST713T says replaced it: they "
                     "are several")

    def test_generic_products(self):
        self.change(gpk=5900, gpk_new=6002)
        self.write_extra("condition", CONDITION +
                         "1,gpk,5900,vooraf,,T,,,2020-01-01,\n")
        self.write_extra("article", "scope,value,insulin\ngpk,5900,1\n")
        self.imported(self.delivery)
        self.assertEqual(rows(self.out, "condition")[0]["value"], "6002")
        self.assertEqual([r["insulin"] for r in rows(self.out, "article")],
                         ["0", "1"])

    def test_settings_of_articles(self):
        self.change(prk=6900, prk_new=7001)
        self.write_extra("article", "scope,value,insulin\nprk,6900,1\n")
        self.imported(self.delivery)
        self.assertEqual([r["insulin"] for r in rows(self.out, "article")],
                         ["1", "0"])

    def preferred(self, prk):
        self.delivery.files["BST161T"] = [dict(
            ZINR=90000013, ZRUZOVI=3311, ZRPRFSTS=1, PRKODE=prk)]
        self.imported(self.delivery)
        return [r["prk"] for r in rows(self.out, "preference")]

    def test_preferences(self):
        self.change(prk=6900, prk_new=7001)
        self.assertEqual(self.preferred(6900), ["7001"])
        self.assertEqual(self.preferred(7001), ["7001"])
        self.assertEqual(self.preferred(0), ["7001"])     # not said
        self.assertEqual(self.preferred(6800), ["7001"])  # not known
        self.assertEqual(self.preferred(7002), ["7002"])  # another
        self.change(prk=6900, prk_new=7002)
        self.assertEqual(self.preferred(6900), ["7001"])  # one of several
        self.write_extra("article", "scope,value,prk\nzi,90000013,EIGEN\n")
        self.assertEqual(self.preferred(7001), ["EIGEN"])  # as its row
        self.assertEqual(self.preferred(7002), ["7002"])

    def test_preferences_of_the_extra_folder(self):
        self.change(prk=6900, prk_new=7001)
        self.write_extra("preference", "uzovi,prk,zi,valid_from,valid_to\n"
                         "9001,6900,90000013,2021-01-01,\n")
        self.imported(self.delivery)
        self.assertEqual([r["prk"] for r in rows(self.out, "preference")],
                         ["7001"])


if __name__ == "__main__":
    harness.main()
