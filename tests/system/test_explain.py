#!/usr/bin/env python3
"""claimctl explain: the same decision as text, as JSON and as a page, and
what it says when the ledger was tampered with."""

import csv
import html.parser
import json
import os
import re
import shutil
import sqlite3
import stat
import tempfile

import arithmetic
import harness
from harness import (DATA, GEWOON, PHARMACY, POTKLEIN, TOESTEMMING,
                     UNCONTRACTED, dispense)

# What a careless page would take for markup.
NAME = "Gewoon <b>10</b> & \"20\" 'mg' <script>alert(1)</script>"

VOID = {"meta", "br"}


def data_with_a_name():
    """The data of the cases, with an article of that name."""
    folder = os.path.join(tempfile.mkdtemp(prefix="claimd-explain-"), "data")
    shutil.copytree(DATA, folder)
    path = os.path.join(folder, "article.csv")
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    for row in rows:
        if row["zi"] == GEWOON:
            row["name"] = NAME
    with open(path, "w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return folder


class Page(html.parser.HTMLParser):
    """Reads a page; fails on a tag that does not close."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes = [], [], []
        self.text, self.titles = [], {}
        self.feed(text)
        self.close()
        assert self.open == [], "left open: %s" % self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        self.text.append(data)
        if self.open:
            self.titles.setdefault(self.open[-1], []).append(data)

    def words(self):
        return " ".join(" ".join(self.text).split())


class Explain(harness.SiteTest):
    @classmethod
    def setUpClass(cls):
        cls.data = data_with_a_name()
        cls.site_options = {"data": cls.data}
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(os.path.dirname(cls.data))

    def explain(self, *args, status=0):
        done = self.site.ctl("explain", *args, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout

    def json(self, claim, status=0):
        return json.loads(self.explain(claim, "--json", status=status))

    def page(self, claim, *args, status=0):
        path = os.path.join(self.site.top, "page.html")
        self.explain(claim, "--html", path, *args, status=status)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        return text, Page(text)

    def dispense(self, agb=PHARMACY, **kwargs):
        self.sent = dispense(self.id(), self.bsn(), **kwargs)
        reply = self.connect(agb).ask(self.sent)
        self.assertIn("claim", reply, reply)
        return reply


class Text(Explain):
    def test_short_in_both_languages(self):
        reply = self.dispense(tablets=90, days=90)
        text = self.explain(reply["claim"])
        self.assertIn("byte voor byte gelijk", text)
        self.assertRegex(text, r"├─ art\. 9\.1 +FIRST_SUPPLY +VAN INVLOED\n")
        self.assertRegex(text, r"├─ art\. 1\.3 +POLICY_UNKNOWN +geen gevolg")
        self.assertIn("eerste levering hoogstens: 15 dagen", text)
        self.assertIn("= € 10,00 × 90 / 30 × (1 + 9%)", text)
        self.assertNotIn("PALLIATIVE", text)
        self.assertRegex(text, r"└─ \d+ regels; van invloed: 1; ")
        text = self.explain(reply["claim"], "--lang", "en")
        self.assertIn("byte for byte equal", text)
        self.assertRegex(text, r"├─ art\. 9\.1 +FIRST_SUPPLY +BIT\n")
        self.assertIn("first supply at most: 15 days", text)
        self.assertIn("= € 10.00 × 90 / 30 × (1 + 9%)", text)
        self.assertIn(reply["reasons"][0]["en"].split(".")[0], text)

    def test_full_has_every_rule_and_all_facts(self):
        reply = self.dispense()
        rules = [r["code"] for r in
                 self.json(reply["claim"])["explanation"]["rules"]]
        for language, facts in (("nl", "Alle verzamelde feiten"),
                                ("en", "All facts gathered")):
            text = self.explain(reply["claim"], "--full", "--lang", language)
            self.assertEqual(re.findall(r"(?m)^├─ .{15} (\w+)", text), rules)
            self.assertIn(facts, text)
            self.assertIn('"outcome":"partial"' if reply["outcome"] ==
                          "partial" else '"outcome":"approve"', text)
            self.assertNotIn(self.sent["insured"]["bsn"], text)

    def test_a_page_has_no_line_wider_than_a_terminal(self):
        reply = self.dispense(tablets=90, days=90)
        told = self.json(reply["claim"])
        for line in self.explain(reply["claim"]).splitlines():
            if told["hash"] not in line:  # nothing to break it at
                self.assertLessEqual(len(line), 79, line)

    def test_a_denial_says_that_nothing_was_computed(self):
        reply = self.dispense(zi=TOESTEMMING)
        self.assertEqual(reply["outcome"], "deny")
        text = self.explain(reply["claim"])
        self.assertIn("Er is een afwijzing: daarom is niets berekend", text)
        self.assertNotIn("prijs van het goedgekeurde deel", text)
        self.assertIn("genoemde machtigingen: geen", text)

    def test_by_id_and_what_is_not_there(self):
        reply = self.dispense()
        text = self.explain("--id", PHARMACY, self.sent["id"])
        self.assertIn(reply["claim"], text)
        self.explain("C00000099999999", status=6)
        self.explain("C1", status=2)
        self.explain(reply["claim"], "--lang", "fr", status=2)
        self.explain(reply["claim"], "--html", "/nowhere/page.html", status=1)


class Json(Explain):
    def test_every_rule_has_its_status_and_what_it_saw(self):
        reply = self.dispense(tablets=90, days=90)
        told = self.json(reply["claim"])
        self.assertEqual(told["verified"], "equal")
        self.assertEqual(told["reply"], reply)
        for rule in told["explanation"]["rules"]:
            self.assertIn(rule["status"], ("bit", "passed", "not_applicable"))
            if rule.get("of_kind", True):
                self.assertTrue(rule["saw"], rule)
            else:
                self.assertEqual(rule["status"], "not_applicable")
                self.assertNotIn("saw", rule)
        saw = {r["code"]: r.get("saw")
               for r in told["explanation"]["rules"]}["FIRST_SUPPLY"]
        self.assertEqual(
            {name: saw[name] for name in
             ("is_new", "first_supply_days", "requested_days", "allowed_days",
              "requested_milli", "allowed_milli")},
            {"is_new": True, "first_supply_days": 15, "requested_days": 90,
             "allowed_days": 15, "requested_milli": 90000,
             "allowed_milli": 30000})
        self.assertNotIn("episode_first", saw)

    def test_what_was_not_reached_was_not_seen(self):
        reply = self.dispense(zi="99999999")
        rules = self.json(reply["claim"])["explanation"]["rules"]
        bit = [r["status"] for r in rules].index("bit")
        self.assertEqual(rules[bit]["code"], "UNKNOWN_ARTICLE")
        self.assertEqual(rules[bit]["saw"]["article_known"], False)
        for rule in rules[bit + 1:]:
            self.assertEqual(rule["status"], "not_reached")
            self.assertNotIn("saw", rule)

    def test_every_formula_gives_its_amount(self):
        for request in (dict(tablets=90, days=90), dict(zi=POTKLEIN),
                        dict(zi=TOESTEMMING), dict(agb=UNCONTRACTED),
                        dict(zi="99999999")):
            arithmetic.check(self.json(self.dispense(**request)["claim"]))

    def test_a_wrong_formula_would_be_noticed(self):
        told = self.json(self.dispense(tablets=90, days=90)["claim"])
        line = told["explanation"]["arithmetic"][0]
        line["operands"]["aip_cents"] += 1
        with self.assertRaises(AssertionError):
            arithmetic.check(told)


class Html(Explain):
    def assertSafe(self, text, page):
        """It needs nothing but itself."""
        forbidden = {"script", "link", "img", "iframe", "object", "embed",
                     "base", "form", "svg", "video", "audio"}
        self.assertEqual(forbidden & set(page.tags), set())
        self.assertNotRegex(text, r"(?i)https?:|//|url\(|@import")
        for tag, attributes in page.attributes:
            self.assertEqual([a for a in attributes if a.startswith("on") or
                              a in ("src", "href", "style")], [], tag)

    def test_it_is_whole_in_both_languages(self):
        reply = self.dispense(tablets=90, days=90)
        told = self.json(reply["claim"])
        titles = {
            "nl": ["Vastlegging", "Antwoord", "Aanvraag (zonder BSN)",
                   "Regels, in hun volgorde", "Berekening"],
            "en": ["Record", "Reply", "Request (without the BSN)",
                   "Rules, in their order", "Arithmetic"]}
        verdict = {"nl": "byte voor byte gelijk", "en": "byte for byte equal"}
        for language in ("nl", "en"):
            text, page = self.page(reply["claim"], "--lang", language)
            self.assertSafe(text, page)
            self.assertIn(("html", {"lang": language}), page.attributes)
            self.assertEqual(page.titles["h2"], titles[language])
            self.assertIn(reply["claim"], page.titles["title"][0])
            words = page.words()
            for value in (reply["claim"], PHARMACY, self.sent["id"],
                          told["recorded_at"], reply["snapshot"],
                          reply["rules"], told["hash"], verdict[language],
                          reply["reasons"][0][language], "FIRST_SUPPLY"):
                self.assertIn(value, words)
            self.assertRegex(words, r"20 [Nn]ovember 2026")
            self.assertNotIn(self.sent["insured"]["bsn"], text)
            self.assertNotIn("PALLIATIVE", words)

    def test_tables_have_headings(self):
        _, page = self.page(self.dispense()["claim"])
        heads = [a.get("scope") for tag, a in page.attributes if tag == "th"]
        self.assertEqual(set(heads), {"col", "row"})
        self.assertEqual(page.tags.count("table"), page.tags.count("thead"))

    def test_it_fits_paper_and_phones(self):
        text, page = self.page(self.dispense()["claim"], "--full")
        for rule in ("@page{size:A4", "break-inside:avoid",
                     "overflow-wrap:anywhere", "@media (max-width:"):
            self.assertIn(rule, text)
        self.assertIn("width=device-width", str(page.attributes))

    def test_texts_are_escaped(self):
        text, page = self.page(self.dispense()["claim"], "--full")
        self.assertSafe(text, page)
        self.assertNotIn(NAME, text)
        self.assertNotIn("<b>", text)
        self.assertIn("Gewoon &lt;b&gt;10&lt;/b&gt; &amp; &quot;20&quot;",
                      text)
        self.assertIn(NAME, page.words())

    def test_full_has_every_rule_and_fact_in_words(self):
        reply = self.dispense(tablets=90, days=90)
        _, page = self.page(reply["claim"], "--full")
        words = page.words()
        told = self.json(reply["claim"])
        for rule in told["explanation"]["rules"]:
            self.assertIn(" %s " % rule["code"], words)

        def names(value):
            if isinstance(value, dict):
                for name, member in value.items():
                    yield name
                    yield from names(member)
            elif isinstance(value, list):
                for member in value:
                    yield from names(member)
        labels = "; ".join(page.titles["th"])
        for name in names(told["explanation"]["facts"]):
            if "_" in name:
                self.assertNotIn(name.replace("_", " "), labels)

    def test_the_file_is_its_owners_and_replaced_as_a_whole(self):
        path = os.path.join(self.site.top, "kept.html")
        claims = [self.dispense()["claim"] for _ in range(2)]
        for claim in claims:
            self.explain(claim, "--html", path)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        self.assertIn(claims[1], text)
        self.assertNotIn(claims[0], text)
        self.assertEqual([n for n in os.listdir(self.site.top)
                          if n.startswith("kept")], ["kept.html"])

    def test_json_beside_it(self):
        claim = self.dispense()["claim"]
        path = os.path.join(self.site.top, "both.html")
        told = json.loads(self.explain(claim, "--html", path, "--json"))
        self.assertEqual(told["claim"], claim)
        self.assertTrue(os.path.exists(path))


class Ledger(Explain):
    """The ledger is edited while nobody serves it."""

    def edit(self, sql, claim):
        self.site.stop()
        found = [os.path.join(folder, name)
                 for folder, _, names in os.walk(self.site.dir)
                 for name in names if name == "ledger.db"]
        with sqlite3.connect(found[0]) as db:
            changed = db.execute(sql, (int(claim[1:]),)).rowcount
        db.close()
        self.assertEqual(changed, 1)
        self.site.start()

    def two(self):
        """The last entry is looked at when the ledger opens: that is another
        claim, with other reference facts."""
        claim = self.dispense()["claim"]
        self.dispense(zi=POTKLEIN)
        return claim

    def test_an_edited_reply_exits_with_9_and_says_so_everywhere(self):
        claim = self.two()
        self.edit("UPDATE entry SET reply = CAST(replace(CAST(reply AS TEXT),"
                  " 'approve', 'partial') AS BLOB) WHERE seq = ?", claim)
        done = self.site.ctl("explain", claim, check=False)
        self.assertEqual(done.returncode, 9)
        self.assertIn("[not_verified]", done.stderr)
        self.assertEqual(done.stdout.count("LET OP"), 2)
        self.assertNotIn("gelijk aan het antwoord dat", done.stdout)
        told = self.json(claim, status=9)
        self.assertEqual(told["verified"], "differs")
        self.assertEqual(told["reply"]["outcome"], "partial")
        self.assertEqual(told["explanation"]["outcome"], "approve")
        _, page = self.page(claim, "--lang", "en", status=9)
        self.assertEqual(page.words().count("is NOT equal to"), 2)
        self.assertIn(("p", {"class": "verdict bad"}), page.attributes)
        self.assertNotIn("byte for byte equal", page.words())

    def test_another_rulebook_is_not_judged_by_this_one(self):
        claim = self.two()
        self.edit("UPDATE entry SET rules = '1999.1' WHERE seq = ?", claim)
        text = self.explain(claim, "--full")
        self.assertIn("beslist met versie 1999.1 van de regels", text)
        self.assertIn("goedgekeurd: hoeveelheid", text)
        self.assertIn("Alle verzamelde feiten", text)
        self.assertNotIn("POLICY_UNKNOWN", text)
        told = self.json(claim)
        self.assertEqual(told["verified"], "other_rules")
        self.assertEqual(list(told["explanation"]), ["facts"])
        _, page = self.page(claim)
        self.assertNotIn("Berekening", page.titles["h2"])
        self.assertIn("1999.1", page.words())

    def test_another_rulebooks_facts_may_be_unreadable(self):
        claim = self.two()
        self.edit("UPDATE entry SET rules = '1999.1' WHERE seq = ?", claim)
        self.edit("UPDATE reference SET body = CAST('{\"old\":1}' AS BLOB) "
                  "WHERE id = (SELECT reference FROM entry WHERE seq = ?)",
                  claim)
        self.assertIsNone(self.json(claim)["explanation"])
        self.assertIn("goedgekeurd: hoeveelheid", self.explain(claim, "--full"))


if __name__ == "__main__":
    harness.main()
