#!/usr/bin/env python3
"""claimctl snapshot import-gstandaard: what it refuses, and in which words."""

import json
import os
import shutil

from import_test import (CONDITION, HAND, ImportTest, delivery, harness,
                         one_article, rows)


class Directory(ImportTest):
    NEEDED = [(file, name) for file, names in {
        "BST000T": "MDBST MDRECL", "BST020T": "NMNR NMNAAM",
        "BST004T": "ATKODE HPKODE ATNMNR VPINHV WTGKOD PGBTWK GVSKOD GVSVGL"
                   " PGIKPR",
        "BST031T": "HPKODE PRKODE XSEENH", "BST052T": "PRKODE GPKODE",
        "BST711T": "GPKODE ATCODE GPSTNR GPKTVR GPKTWG",
        "BST161T": "ZRPRFSTS PRKODE", "BST014T": "HPRZV",
        "BST713T": "GPKODE PRKODE GPKNEW PRKNEW"}.items()
        for name in names.split()]

    def rename(self, d, file, name, new="ANDERS"):
        d.layouts[file] = [(new if n == name else n, w, k)
                           for n, w, k in d.layouts[file]]
        for fields in d.files.get(file, ()):
            fields.pop(name, None)

    def test_each_needed_field(self):
        for file, name in self.NEEDED:
            d = one_article()
            if file == "BST000T":  # what writes it needs it
                d.layouts = dict(d.layouts)
                folder = d.write(os.path.join(self.top, "in0"))
                path = os.path.join(folder, "BST001T")
                with open(path, "rb") as f:
                    text = f.read()
                old = b"BST000T".ljust(20)
                at = next(i for i in range(len(text)) if text.startswith(
                    old, i + 5) and text.startswith(name.encode(), i + 28))
                with open(path, "wb") as f:
                    f.write(text[:at + 28] + b"ANDERS    " + text[at + 38:])
                done = self.run_on(folder)
            else:
                self.rename(d, file, name)
                done = self.run_import(d)
            self.assertEqual(done.returncode, 7)
            self.assertIn("BST001T: no field %s of %s, expected it" %
                          (name, file), done.stderr)
            self.assertIn("needs it\n", done.stderr)
            self.nothing_left()

    def test_what_a_field_is_needed_for(self):
        d = one_article()
        self.rename(d, "BST004T", "GVSVGL")
        self.refused(d, "BST001T: no field GVSVGL of BST004T, expected it, at "
                     "most 13 wide: price.limit_micro needs it\n")

    def test_one_of_two(self):
        d = one_article()
        self.rename(d, "BST014T", "ATKODE", "HPKODE")
        self.imported(d)
        self.rename(d, "BST014T", "HPKODE")
        self.refused(d, "BST001T: no field ZINR|ATKODE or HPKODE of BST014T, "
                     "expected one of them")

    def test_too_wide(self):
        d = one_article()
        d.layouts["BST004T"] = [(n, 14 if n == "GVSVGL" else w, k)
                                for n, w, k in d.layouts["BST004T"]]
        self.refused(d, "BST001T: GVSVGL of BST004T is 14 wide, expected it, "
                     "at most 13 wide: price.limit_micro needs it")

    def edit(self, file, *changes):
        """The typed delivery, with bytes from a position in a line (from 1)."""
        folder = os.path.join(self.top, "typed")
        os.makedirs(folder, exist_ok=True)
        for name in os.listdir(HAND):
            with open(os.path.join(HAND, name), "rb") as f:
                lines = f.read().split(b"\r\n")
            for line, at, new in changes if name == file else ():
                old = lines[line - 1]
                lines[line - 1] = old[:at - 1] + new + old[at - 1 + len(new):]
            with open(os.path.join(folder, name), "wb") as f:
                f.write(b"\r\n".join(lines))
        self.write_extra("condition", CONDITION +
                         "41,zi,,vooraf,,Voorwaarde.,,,2020-01-01,\n")
        return self.run_on(folder)

    def test_the_directory_itself(self):
        for change, fault in (
                ((1, 26, b"0x1"), "BST001T:1: MDVNR: '0x1', expected a number "
                 "from 001"),
                ((1, 26, b"000"), "BST001T:1: MDVNR: '000', expected"),
                ((2, 26, b"001"), "BST001T:2: MDVNR: 1, expected each number "
                 "of a file once"),
                ((1, 100, b"  4 "), "BST001T:1: MDRLEN: '  4 ', expected a "
                 "length from 0001 to 4096"),
                ((1, 100, b"0000"), "BST001T:1: MDRLEN: '0000', expected"),
                ((1, 100, b"4097"), "BST001T:1: MDRLEN: '4097', expected"),
                ((1, 1, b"0002"), "BST001T:1: BSTNUM: '0002', expected "
                 "0001"),
                ((1, 5, b"x"), "BST001T:1: MUTKOD: 'x', expected 0, 1, 2 or 3"),
                ((19, 100, b"0021"), "BST001T: MDVNR: at 27-29, expected "
                 "26-28")):
            done = self.edit("BST001T", change)
            self.assertIn(fault, done.stderr)
            self.assertEqual(done.returncode, 7)
            self.nothing_left()

    def test_the_order_is_that_of_the_numbers(self):
        """Not that of the lines."""
        folder = os.path.join(self.top, "in0")
        one_article(PGIKPR=2670).write(folder)
        path = os.path.join(folder, "BST001T")
        with open(path, "rb") as f:
            lines = f.read().split(b"\r\n")[:-1]
        with open(path, "wb") as f:
            f.write(b"\r\n".join(reversed(lines)))
        self.assertEqual(self.run_on(folder).returncode, 0)
        self.assertEqual(rows(self.out, "price")[0]["aip_cents"], "2670")

    def test_a_deleted_row_of_the_directory_is_none(self):
        self.assertIn("no field MDRECL of BST000T",
                      self.edit("BST001T", (6, 5, b"1")).stderr)

    def test_the_list_of_files(self):
        d = one_article()
        folder = d.write(os.path.join(self.top, "in0"))
        with open(os.path.join(folder, "BST000T"), "rb") as f:
            text = f.read()
        for old, new, fault in (
                (b"BST161T", b"BST162T", "BST000T: does not list BST161T, "
                 "expected every file that is read"),
                (b"BST004T".ljust(20), b"BST004T".ljust(20), None)):
            with open(os.path.join(folder, "BST000T"), "wb") as f:
                f.write(text.replace(old, new))
            done = self.run_on(folder)
            if fault:
                self.assertIn(fault, done.stderr)
                self.assertEqual(done.returncode, 7)
                self.nothing_left()
        self.assertEqual(done.returncode, 0)

    def test_counts_and_lengths_of_the_list(self):
        d = one_article()
        d.counts["BST004T"] = 2
        self.refused(d, "BST004T: 1 records, expected 2, as BST000T says")
        d.counts["BST004T"] = 0
        self.refused(d, "BST004T: 1 records, expected 0, as BST000T says")
        self.assertIn("BST000T:3: MDRECL: 321, expected 320, the fields of "
                      "BST004T in BST001T",
                      self.edit("BST000T", (3, 84, b"0321")).stderr)

    def test_a_missing_file(self):
        for name in ("BST000T", "BST001T", "BST004T", "BST713T"):
            folder = one_article().write(os.path.join(self.top, name))
            os.remove(os.path.join(folder, name))
            done = self.run_on(folder)
            self.assertIn("%s: cannot be opened: No such file" % name,
                          done.stderr)
            self.assertEqual(done.returncode, 7)
            self.nothing_left()


class Records(ImportTest):
    def test_fields(self):
        for fields, fault in (
                (dict(ATKODE=b"9000001x"), "BST004T:1: ATKODE: '9000001x', "
                 "expected digits only"),
                (dict(HPKODE=b"        "), "BST004T:1: HPKODE: '        ', "
                 "expected digits only"),
                (dict(VPINHV=b"00030,00"), "BST004T:1: VPINHV: '00030,00', "
                 "expected digits only"),
                (dict(VPINHV=0), "BST004T:1: VPINHV: '0', expected an integer "
                 "from 1 to 1000000000, for article.package_milli"),
                (dict(GVSVGL=b"00000000000 "), "BST004T:1: GVSVGL: "
                 "'00000000000 ', expected digits only"),
                (dict(PGIKPR=b"-0000001"), "BST004T:1: PGIKPR: '-0000001', "
                 "expected digits only"),
                (dict(PGBTWK=3), "BST004T:1: PGBTWK: '3', expected 0, 1 or 2"),
                (dict(WTGKOD=6), "BST004T:1: WTGKOD: '6', expected 1, 2, 3, "
                 "4, 5 or 9"),
                (dict(VPKWGM="X"), "BST004T:1: VPKWGM: 'X', expected R, A, D, "
                 "V or a blank"),
                (dict(HPKODE=9999), "BST004T:1: HPKODE: 9999, expected a "
                 "trade product of BST031T"),
                (dict(ATNMNR=9999), "BST004T:1: ATNMNR: 9999, expected a name "
                 "of BST020T"),
                (dict(BSTNUM=5), "BST004T:1: BSTNUM: '0005', expected 0004"),
                (dict(MUTKOD=b"x"), "BST004T:1: MUTKOD: 'x', expected digits "
                 "only")):
            self.refused(one_article(**fields), fault)

    def test_fields_of_other_files(self):
        for file, fields, fault in (
                ("BST020T", dict(NMNR=b"000000x"), "NMNR: '000000x'"),
                ("BST020T", dict(NMNAAM=""), "BST004T:1: ATNMNR: '', expected "
                 "UTF-8 text without control characters, 1 to 128 bytes, for "
                 "article.name"),
                ("BST020T", dict(NMNAAM="a\tb"), "BST004T:1: ATNMNR: 'a?b', "
                 "expected UTF-8 text without control characters"),
                ("BST031T", dict(XSEENH=b"00024x"), "BST031T:1: XSEENH: "
                 "'00024x', expected digits only"),
                ("BST052T", dict(GPKODE=b"0000600x"), "BST052T:1: GPKODE"),
                ("BST711T", dict(ATCODE="N05aa01"), "BST004T:1: HPKODE: "
                 "'N05aa01', expected the beginning of an ATC code like "
                 "A10BA02, 1 to 7 bytes, for article.atc"),
                ("BST711T", dict(GPSTNR=b"00000 1"), "BST711T:1: GPSTNR")):
            d = one_article()
            d.files[file][0].update(fields)
            self.refused(d, fault)

    def test_preferences(self):
        good = dict(ZINR=90000013, ZRUZOVI=3311, ZRPRFSTS=1, PRKODE=7001)
        for fields, fault in (
                (dict(ZINR=90000021), "BST161T:1: ZINR: 90000021, expected a "
                 "ZI of BST004T"),
                (dict(ZRPRFSTS=3), "BST161T:1: ZRPRFSTS: '3', expected 1 "
                 "(preferred) or 2 (not)"),
                (dict(ZRUZOVI=b"33 1"), "BST161T:1: ZRUZOVI: '33 1', expected "
                 "digits only")):
            self.refused(one_article().add("BST161T", **dict(good, **fields)),
                         fault)
        self.refused(one_article().add("BST161T", **good)
                     .add("BST161T", **dict(good, ZRPRFSTS=2)),
                     "BST161T:2: ZI and UZOVI: 900000133311, expected each "
                     "code once: line 1 has it too")

    def test_twice(self):
        for file, fields, fault in (
                ("BST004T", {}, "BST004T:2: ATKODE: 90000013, expected each "
                 "code once: line 1 has it too"),
                ("BST020T", {}, "BST020T:2: NMNR: "),
                ("BST031T", {}, "BST031T:2: HPKODE: 8001, expected each"),
                ("BST052T", {}, "BST052T:2: PRKODE: 7001, expected each"),
                ("BST711T", {}, "BST711T:2: GPKODE: 6001, expected each")):
            d = one_article()
            d.add(file, **dict(d.files[file][0], **fields))
            self.refused(d, fault)

    def test_lengths(self):
        for text, fault in (
                (b"0004", "a record of 4 bytes, expected 320, the fields of "
                 "BST001T"),
                (b"0" * 319, "a record of 319 bytes, expected 320"),
                (b"0" * 321, "a record of 321 bytes, expected 320"),
                (b"0" * 5000, "more than 4096 bytes, or a NUL, expected a "
                 "record and the end of a line"),
                (b"0004" + b"\0" * 316, "more than 4096 bytes, or a NUL")):
            folder = one_article().write(os.path.join(self.top, "in0"))
            with open(os.path.join(folder, "BST004T"), "ab") as f:
                f.write(text + b"\r\n")
            done = self.run_on(folder)
            self.assertIn("BST004T:2: " + fault, done.stderr)
            self.assertEqual(done.returncode, 7)
            self.nothing_left()

    def test_a_cut_file_is_seen(self):
        d = one_article()
        d.article("90000021", 8001, "Nog een")
        folder = d.write(os.path.join(self.top, "in0"))
        path = os.path.join(folder, "BST004T")
        os.truncate(path, 330)
        self.assertIn("BST004T:2: a record of 8 bytes, expected 320",
                      self.run_on(folder).stderr)
        os.truncate(path, 322)
        self.assertIn("BST004T: 1 records, expected 2, as BST000T says",
                      self.run_on(folder).stderr)

    def test_every_fault_is_listed(self):
        d = one_article(PGBTWK=3)
        for i in range(5):
            d.article(str(90000100 + i), 8001, "Fout", VPINHV=b"x" * 8,
                      PGIKPR=b"y" * 8)
        done = self.run_import(d)
        self.assertEqual(done.stderr.count(", expected "), 11, done.stderr)
        self.assertIn("11 faults, nothing imported [refused]", done.stderr)
        done = self.run_on(os.path.join(self.top, "in1"), "--json")
        told = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(sum("fault" in line for line in told), 11)
        self.assertEqual(told[-1]["error"]["code"], "refused")
        self.nothing_left()


class Command(ImportTest):
    def test_options_are_needed(self):
        for options in (["--extra", "x"], ["--out", "x"]):
            done = harness.claimctl("snapshot", "import-gstandaard", HAND,
                                    *options, check=False)
            self.assertEqual(done.returncode, 2)

    def test_a_full_folder_is_not_replaced(self):
        os.mkdir(self.out)
        with open(os.path.join(self.out, "mine"), "w", encoding="ascii") as f:
            f.write("keep")
        done = self.run_import(one_article())
        self.assertEqual(done.returncode, 7)
        self.assertIn("is there already, and not empty", done.stderr)
        self.assertEqual(os.listdir(self.out), ["mine"])

    def test_an_empty_one_is_filled(self):
        os.mkdir(self.out)
        self.assertEqual(self.run_import(one_article()).returncode, 0)

    def test_a_slash_behind_the_folder(self):
        out = self.out
        self.out += "//"
        for there in (False, True):
            if there:
                os.mkdir(out)
            self.assertEqual(self.run_import(one_article()).returncode, 0)
            self.assertEqual(sorted(n for n in os.listdir(self.top)
                                    if n.startswith("out")), ["out"])
            shutil.rmtree(out)

    def test_folders_that_are_not_there(self):
        done = self.run_on(os.path.join(self.top, "nowhere"))
        self.assertIn("BST001T: cannot be opened", done.stderr)
        self.assertEqual(done.returncode, 7)
        self.extra = os.path.join(self.top, "nowhere")
        done = self.run_import(one_article())
        self.assertEqual(done.returncode, 6)
        self.nothing_left()

    def test_what_build_refuses_is_no_folder(self):
        """Here: a policy whose reglement lacks its parameters."""
        with open(os.path.join(self.extra, "policy.csv"), "a",
                  encoding="utf-8") as f:
            f.write("3311,nieuw,2021-01-01,,Nieuw,nergens\n")
        done = self.run_import(one_article())
        self.assertEqual(done.returncode, 7)
        self.assertIn("policy.csv:", done.stderr)
        self.nothing_left()

    def test_days(self):
        d = one_article()
        for day, good in (("2021-01-01", True), ("2020-12-31", False),
                          ("2021-02-30", False), ("9999-12-31", False)):
            if good:
                self.imported(d, "--from", day)
            else:
                self.refused(d, "--from: '%s', expected a day from 2021-01-01"
                             " to " % day, "--from", day)
        self.imported(d, "--from", "2026-11-01")
        self.assertEqual(rows(self.out, "article")[0]["valid_from"],
                         "2021-01-01")
        self.assertEqual(rows(self.out, "price")[0]["valid_from"],
                         "2026-11-01")

    def test_meta_is_needed(self):
        os.remove(os.path.join(self.extra, "meta.csv"))
        self.refused(one_article(), "meta.csv: '', expected rows first_day "
                     "and last_day with a date YYYY-MM-DD")

    def test_a_misspelt_table(self):
        self.write_extra("polices", "a\n")
        self.refused(one_article(), "polices.csv: no such table, expected the "
                     "name of a table and .csv")


if __name__ == "__main__":
    harness.main()
