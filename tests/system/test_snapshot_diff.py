#!/usr/bin/env python3
"""claimctl snapshot diff: what next month's snapshot changes, with and without
a daemon that tells what was supplied."""

import csv
import json
import os
import shutil
import subprocess
import tempfile

import harness
from harness import CLAIMCTL, DATA, GEWOON, PHARMACY, POTKLEIN, claimctl

ABOVE_LIMIT = "90000056"
TABLES = ["meta", "policy", "parameter", "supplier", "contract", "article",
          "price", "preference", "condition", "average_tariff",
          "irrational_substance", "registered_equivalent", "service",
          "device"]


class Folder:
    """A copy of the cases' CSV, as the publisher of the next one edits it."""

    def __init__(self):
        self.top = tempfile.mkdtemp(prefix="claimd-diff-")
        self.dir = os.path.join(self.top, "data")
        shutil.copytree(DATA, self.dir)

    def read(self, table):
        path = os.path.join(self.dir, table + ".csv")
        with open(path, encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f))

    def write(self, table, rows):
        path = os.path.join(self.dir, table + ".csv")
        with open(path, "w", encoding="utf-8", newline="") as f:
            writer = csv.DictWriter(f, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    def meta(self, **values):
        rows = self.read("meta")
        for row in rows:
            row["value"] = values.get(row["key"], row["value"])
        self.write("meta", rows)

    def new_price(self, zi, day_before, day, **columns):
        """The open price of an article ends, and another takes over."""
        rows = self.read("price")
        row = next(r for r in rows if r["zi"] == zi and not r["valid_to"])
        rows.append({**row, "valid_from": day, **columns})
        row["valid_to"] = day_before
        self.write("price", rows)
        return row

    def build(self, name):
        out = os.path.join(self.top, name + ".gvs")
        claimctl("snapshot", "build", self.dir, "--out", out)
        return out

    def remove(self):
        shutil.rmtree(self.top)


class Diff(harness.unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.remove)
        self.old = self.folder.build("old")

    def diff(self, new, *args, status=0, dir="/nonexistent"):
        done = claimctl("snapshot", "diff", self.old, new, "--socket",
                        os.path.join(dir, "control.sock"), *args, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def json(self, new, *args, **kwargs):
        done = self.diff(new, "--json", *args, **kwargs)
        self.assertEqual(done.stderr, "")
        return json.loads(done.stdout)

    def next(self):
        self.folder.meta(snapshot_id="gvs-20261201-000002", sequence="2",
                         published_at="2026-12-01T03:00:00Z")
        return self.folder.build("new")


class Offline(Diff):
    def test_the_same_one_changes_nothing(self):
        self.assertIn("Er is niets veranderd.", self.diff(self.old).stdout)
        self.assertIn("Nothing has changed.",
                      self.diff(self.old, "--lang", "en").stdout)
        answer = self.json(self.old)
        self.assertEqual(answer["changes"], [])
        self.assertEqual(list(answer["counts"]), TABLES)
        self.assertEqual(answer["old"], answer["new"])
        self.assertIsNone(answer["supplied"])

    def test_a_price_that_a_new_row_takes_over_is_one_change(self):
        was = self.folder.new_price(GEWOON, "2026-11-30", "2026-12-01",
                                    aip_cents="1234")
        new = self.next()
        answer = self.json(new)
        price = [c for c in answer["changes"] if c["table"] == "price"]
        text = price[0].pop("text")
        self.assertEqual(price, [{
            "table": "price", "key": {"zi": GEWOON}, "change": "changed",
            "from": "2026-12-01", "to": None,
            "old": {"aip_cents": int(was["aip_cents"])},
            "new": {"aip_cents": 1234}, "supplied": None, "outside": False}])
        self.assertEqual(answer["counts"]["price"], {
            "added": 0, "gone": 0, "changed": 1, "supplied": 0,
            "columns": {"aip_cents": 1}})
        self.assertEqual(answer["old"]["snapshot"], "gvs-20261101-000001")
        self.assertEqual(answer["new"]["sequence"], 2)
        page = self.diff(new).stdout
        self.assertIn("€ 12,34, vanaf 2026-12-01", text)
        self.assertIn("  %s\n" % text, page)
        self.assertIn("(ZI %s)" % GEWOON, text)
        self.assertIn("van gvs-20261101-000001 (2026-11-01) naar "
                      "gvs-20261201-000002 (2026-12-01)", page.lower())
        self.assertIn("geen claimd", page)

    def test_an_article_goes_and_another_comes(self):
        rows = self.folder.read("article")
        row = next(r for r in rows if r["zi"] == GEWOON)
        row["valid_to"] = "2026-11-30"
        rows.append({**row, "zi": "90099999", "name": "Nieuw & \"beter\" 10",
                     "valid_from": "2026-12-01", "valid_to": ""})
        self.folder.write("article", rows)
        new = self.next()
        changes = [c for c in self.json(new)["changes"]
                   if c["table"] == "article"]
        self.assertEqual([(c["key"]["zi"], c["change"], c["from"], c["to"])
                          for c in changes],
                         [(GEWOON, "gone", "2026-12-01", None),
                          ("90099999", "added", "2026-12-01", None)])
        self.assertIsNone(changes[0]["new"])
        self.assertIsNone(changes[1]["old"])
        # All columns but the key and the period.
        self.assertEqual(list(changes[1]["new"]), [
            c for c in row if c not in ("zi", "valid_from", "valid_to")])
        self.assertEqual(changes[1]["new"]["package_milli"],
                         int(row["package_milli"]))
        page = self.diff(new, "--lang", "en").stdout
        self.assertIn("(ZI %s): gone from 2026-12-01" % GEWOON, page)
        self.assertIn("Nieuw & \"beter\" 10 (ZI 90099999): new from "
                      "2026-12-01", page)

    def test_ten_of_each_are_shown_unless_all_are_asked_for(self):
        rows = self.folder.read("supplier")
        rows += [{"agb": "%08d" % (88000000 + n), "name": "Zaak %d" % n,
                  "kind": "apotheek"} for n in range(13)]
        self.folder.write("supplier", rows)
        new = self.next()
        page = self.diff(new).stdout
        self.assertEqual(page.count("(AGB 88"), 10)
        self.assertIn("… en nog 3\n", page)
        full = self.diff(new, "--full").stdout
        self.assertEqual(full.count("(AGB 88"), 13)
        self.assertNotIn("… en nog", full)
        self.assertEqual(self.json(new)["counts"]["supplier"]["added"], 13)

    def test_days_that_are_not_judged_are_counted_apart(self):
        rows = self.folder.read("price")
        rows.append(dict(rows[0], valid_from="1990-01-01",
                         valid_to="1990-12-31"))
        self.folder.write("price", rows)
        new = self.next()
        answer = self.json(new)
        self.assertEqual([c["outside"] for c in answer["changes"]
                          if c["table"] == "price"], [True])
        page = self.diff(new).stdout
        self.assertNotIn("Prijzen", page)
        self.assertIn("Daarnaast 1 wijzigingen op dagen die "
                      "gvs-20261201-000002 niet beoordeelt", page)
        self.assertIn("Prijzen", self.diff(new, "--full").stdout)

    def test_what_cannot_be_compared_is_refused(self):
        missing = os.path.join(self.folder.top, "none.gvs")
        self.assertIn("[not_found]", self.diff(missing, status=6).stderr)
        spoiled = os.path.join(self.folder.top, "spoiled.gvs")
        with open(self.old, "rb") as f:
            data = f.read()
        with open(spoiled, "wb") as f:
            f.write(data[:len(data) // 2])
        self.assertIn("[refused]", self.diff(spoiled, status=7).stderr)
        answer = self.diff(spoiled, "--json", status=7).stdout
        self.assertEqual(json.loads(answer)["error"]["code"], "refused")

    def test_neither_file_is_touched(self):
        self.folder.new_price(GEWOON, "2026-11-30", "2026-12-01",
                              aip_cents="1234")
        new = self.next()
        os.chmod(self.old, 0o400)
        before = sorted(os.listdir(self.folder.top))
        stat = [os.stat(path).st_mtime_ns for path in (self.old, new)]
        self.diff(new)
        self.assertEqual(sorted(os.listdir(self.folder.top)), before)
        self.assertEqual([os.stat(path).st_mtime_ns
                          for path in (self.old, new)], stat)

    def test_days_need_a_daemon(self):
        self.assertIn("[not_running]", self.diff(self.old, "--days", "7",
                                                 status=3).stderr)
        for days in ("0", "3661", "x"):
            self.diff(self.old, "--days", days, status=2)

    def test_a_closed_pipe_ends_it(self):
        self.folder.new_price(GEWOON, "2026-11-30", "2026-12-01",
                              aip_cents="1234")
        process = subprocess.Popen(
            [CLAIMCTL, "snapshot", "diff", self.old, self.next()],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        process.stdout.close()
        process.wait(harness.PATIENCE)


class WithADaemon(harness.SiteTest, Diff):
    """The pharmacy supplied one article twice and another once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        numbers = harness.bsns()
        with cls.site.connect() as pharmacy:
            for n, zi in enumerate([POTKLEIN, GEWOON, POTKLEIN, ABOVE_LIMIT]):
                reply = pharmacy.ask(harness.dispense(
                    "first-%d" % n, next(numbers), zi=zi))
                assert "claim" in reply, reply
            reply = pharmacy.ask({
                "v": 1, "op": "reverse", "id": "back", "of": "first-3",
                "reason": "not collected"})
            assert "error" not in reply, reply

    def changed(self):
        for zi in (GEWOON, POTKLEIN, ABOVE_LIMIT):
            self.folder.new_price(zi, "2026-11-30", "2026-12-01",
                                  aip_cents="1234")
        return self.next()

    def test_what_was_supplied_comes_first(self):
        entries = self.site.entries()
        answer = self.json(self.changed(), dir=self.site.dir)
        self.assertEqual(answer["supplied"]["days"], 90)
        self.assertEqual(answer["supplied"]["articles"], 2)
        self.assertEqual([c["supplied"] for c in answer["changes"][:3]],
                         [{"zi": POTKLEIN, "claims": 2},
                          {"zi": GEWOON, "claims": 1}, None])
        self.assertEqual([c["key"]["zi"] for c in answer["changes"]
                          if c["table"] == "price"],
                         [POTKLEIN, GEWOON, ABOVE_LIMIT])
        self.assertEqual(answer["counts"]["price"]["changed"], 3)
        self.assertEqual(answer["counts"]["price"]["supplied"], 2)
        self.assertEqual(self.site.entries(), entries)

    def test_the_page_names_each_with_its_changes(self):
        page = self.diff(self.changed(), "--days", "7",
                         dir=self.site.dir).stdout
        at = [page.index(text) for text in (
            "Wat hier in 7 dagen is geleverd",
            "(ZI %s), 2 keer geleverd\n  prijs van dit artikel: inkoopprijs "
            % POTKLEIN,
            "(ZI %s), eenmaal geleverd\n" % GEWOON,
            "Prijzen en vergoedingslimieten\n  prijs van ")]
        self.assertEqual(at, sorted(at))
        self.assertIn("(ZI %s): inkoopprijs" % ABOVE_LIMIT, page[at[3]:])
        self.assertEqual(page.count("prijs van dit artikel"), 2)

    def test_nothing_of_it_changes(self):
        self.folder.new_price(ABOVE_LIMIT, "2026-11-30", "2026-12-01",
                              aip_cents="1234")
        page = self.diff(self.next(), dir=self.site.dir).stdout
        self.assertIn("Van wat hier in 90 dagen is geleverd", page)

    def test_the_control_command_answers_with_bounds(self):
        good, zero = self.site.control({"cmd": "supplied", "days": 1},
                                       {"cmd": "supplied", "days": 0})
        self.assertEqual(good["articles"],
                         [{"zi": POTKLEIN, "claims": 2},
                          {"zi": GEWOON, "claims": 1}])
        self.assertEqual(good["from"], str(harness.today()))
        self.assertError(zero, "bad_field", "/days")


if __name__ == "__main__":
    harness.main()
