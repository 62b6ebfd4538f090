#!/usr/bin/env python3
"""gvs-sync from a folder: nights in a row, and what it refuses: what is older,
expired, unsigned, mixed up, cut short or too long."""

import os
import shutil
import unittest

from harness import GEWOON, dispense, main, today
from nightly import Publisher, ServedNightlyTest

DAY = 24  # hours


class Nights(ServedNightlyTest):
    def test_nights(self):
        """The first, one with something new, one with nothing new."""
        first = self.issue()
        self.assertInstalls(first)
        second = self.issue()
        self.assertInstalls(second)
        before = self.all()
        self.assertEnds(self.night.run(), 0,
                        "nothing new: %s is served already$" % second)
        self.assertEqual(self.all(), before)
        self.assertTrue(os.path.exists(  # to go back to
            self.site.path("snapshots", first + ".gvs")))

    def test_without_a_pointer(self):
        """A folder offers the manifest whose name sorts last."""
        self.issue()
        name = self.issue()
        os.unlink(self.publisher.path("latest"))
        for stray in ("gvs-99999999-9.manifest", "gvs-x.manifest",
                      "zzz.manifest", name + ".manifest.old"):
            with open(self.publisher.path(stray), "w", encoding="utf-8"):
                pass
        self.assertInstalls(name)

    def test_file_url(self):
        name = self.issue()
        for prefix in ("file:", "file://"):
            self.night.set(SOURCE=prefix + self.publisher.out)
            if prefix == "file:":
                self.assertInstalls(name)
            else:
                self.assertEnds(self.night.run(), 0, "nothing new")

    def test_signed_anew(self):
        """The same file, fresh for longer, is brought again."""
        name = self.issue(DAY)
        self.assertInstalls(name)
        before = self.site.status()["snapshot"]["expires"]
        self.publisher.sign(name, 2 * DAY)
        self.assertInstalls(name)
        self.assertGreater(self.site.status()["snapshot"]["expires"], before)
        self.assertEnds(self.night.run(), 0, "nothing new")

    def test_gone_back(self):
        """What an operator went back from does not return by itself; the
        next one comes."""
        first = self.issue()
        self.assertInstalls(first)
        second = self.issue()
        self.assertInstalls(second)
        self.site.ctl("snapshot", "rollback")
        self.assertEqual(self.serving(), first)
        self.assertEnds(self.night.run(), 0, "nothing new: %s was served "
                        "before; claimctl snapshot use" % second)
        self.assertEqual(self.serving(), first)
        # Nor is it an attack that the publisher goes back as well.
        self.publisher.point(first + "\n")
        self.assertEnds(self.night.run(), 0, "nothing new: %s is served" %
                        first)
        self.assertInstalls(self.issue())

    def test_cut_short(self):
        """A switch that was remembered and never made is made up for."""
        first = self.issue()
        self.assertInstalls(first)
        second = self.issue()
        self.assertInstalls(second)
        self.site.kill()
        with open(self.site.path("snapshots", "current"), "w",
                  encoding="utf-8") as f:
            f.write(first + ".gvs\n")
        self.site.start()
        self.assertEqual(self.serving(), first)
        self.assertInstalls(second)

    def test_damaged_seal(self):
        """What lies beside the served file is put right."""
        name = self.issue()
        self.assertInstalls(name)
        path = self.site.path("snapshots", name + ".manifest.sig")
        with open(path, "w", encoding="utf-8") as f:
            f.write("damaged\n")
        self.assertInstalls(name)
        self.assertEnds(self.night.run(), 0, "nothing new")

    def test_keep(self):
        names = [self.issue()]
        self.assertInstalls(names[0])
        self.night.set(KEEP="1")
        for _ in range(2):
            names.append(self.issue())
            self.assertInstalls(names[-1])
        left = os.listdir(self.site.path("snapshots"))
        self.assertNotIn(names[0] + ".gvs", left)
        self.assertIn(names[2] + ".gvs", left)

    def test_fetch_only(self):
        name = self.issue()
        out = os.path.join(self.top, "out")
        self.assertEnds(self.night.run("-o", out), 4, "is no folder")
        os.mkdir(out)
        os.mkdir(self.night.state)
        open(os.path.join(self.night.state, "lock"), "w").close()
        before = self.all()
        self.assertEnds(self.night.run("-o", out), 0,
                        "fetched %s to .*; installed nothing$" % name)
        self.assertEqual(self.all(), before)
        self.assertEqual(sorted(os.listdir(out)), [
            name + end for end in (".gvs", ".manifest", ".manifest.sig")])
        self.site.ctl("snapshot", "install", os.path.join(out, name + ".gvs"))
        self.assertEqual(self.serving(), name)
        self.assertEnds(self.night.run("-o", out), 0, "fetched")


class Refusals(ServedNightlyTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = Publisher(cls.site.top, "other")

    def setUp(self):
        super().setUp()
        self.good = self.issue()
        self.assertInstalls(self.good)

    def tearDown(self):
        """Whatever it was, the next night is a good one."""
        if os.path.exists(os.path.join(self.publisher.out, "latest")):
            os.unlink(os.path.join(self.publisher.out, "latest"))
        self.night.set(SOURCE=self.publisher.out, SPARE_MIB="1")
        self.assertInstalls(self.issue())
        super().tearDown()

    def write(self, name, data):
        path = self.publisher.path(name)
        if os.path.exists(path):
            os.unlink(path)
        with open(path, "wb") as f:
            f.write(data)

    def read(self, name):
        with open(self.publisher.path(name), "rb") as f:
            return f.read()

    def test_pointer(self):
        for text in ("", "\n", "../../etc/passwd\n", "/etc/passwd\n",
                     "../" + self.good, self.good + ".gvs\n",
                     self.good + "\r\n", " " + self.good, self.good + "\n\n",
                     self.good[:-1] + "\n", self.good[:-1] + "\0",
                     self.good + "\0", "gvs-2026112\n-000001", "$(reboot)",
                     "gvs-20261101-00000*", "x" * 10000000):
            with self.subTest(text=text[:40]):
                self.publisher.point(text)
                self.assertRefused(9, "latest")

    def test_nothing_there(self):
        self.publisher.point("gvs-20261101-999999\n")
        self.assertRefused(6, "gvs-20261101-999999.manifest is not there")
        name = self.issue()
        for end in (".gvs", ".manifest.sig", ".manifest"):
            os.unlink(self.publisher.path(name + end))
            self.assertRefused(6, "%s is not there" % (name + end))
        self.night.set(SOURCE=os.path.join(self.top, "nowhere"))
        self.assertRefused(6, "there is no folder")
        empty = os.path.join(self.top, "empty")
        os.mkdir(empty)
        self.night.set(SOURCE=empty)
        self.assertRefused(6, "holds no snapshot")

    def test_no_file(self):
        name = self.issue()
        path = self.publisher.path(name + ".manifest")
        for make in (os.mkdir, os.mkfifo):
            if os.path.isdir(path):
                os.rmdir(path)
            else:
                os.unlink(path)
            make(path)
            self.assertRefused(1, "is no file")

    def test_older(self):
        """The ratchet, before the file is fetched."""
        name = self.issue()
        self.assertInstalls(self.issue())
        self.publisher.point(name + "\n")
        os.unlink(self.publisher.path(name + ".gvs"))
        said = self.assertRefused(7, "claimctl ends with 7")
        self.assertIn("[snapshot_replayed]", said)
        self.publisher.point(self.good + "\n")  # one that was served once
        said = self.assertRefused(7, "claimctl ends with 7")
        self.assertIn("[snapshot_replayed]", said)

    def test_expired(self):
        name = self.issue(-DAY)
        os.unlink(self.publisher.path(name + ".gvs"))
        said = self.assertRefused(7, "claimctl ends with 7")
        self.assertIn("[snapshot_outdated]", said)

    def test_unsigned(self):
        name = self.issue()
        self.write(name + ".manifest.sig", b"")
        said = self.assertRefused(9, "claimctl ends with 9")
        self.assertIn("[signature_invalid]", said)

    def test_of_another_key(self):
        name = self.issue()
        self.other.issue(int(name[-6:]))
        for end in (".manifest", ".manifest.sig"):
            shutil.copy(self.other.path(name + end),
                        self.publisher.path(name + end))
        said = self.assertRefused(9, "claimctl ends with 9")
        self.assertIn("[snapshot_key_unknown]", said)

    def test_signature_of_another(self):
        name = self.issue()
        self.write(name + ".manifest.sig", self.read(self.good +
                                                     ".manifest.sig"))
        said = self.assertRefused(9, "claimctl ends with 9")
        self.assertIn("[signature_invalid]", said)

    def test_seal_of_another(self):
        """Mix and match: a genuine seal under another name."""
        name = self.issue()
        for end in (".manifest", ".manifest.sig"):
            shutil.copy(self.publisher.path(self.good + end),
                        self.publisher.path(name + end))
        said = self.assertRefused(9, "claimctl ends with 9")
        self.assertIn("[snapshot_mismatch]", said)

    def test_file_of_another(self):
        """Mix and match: a genuine file, of the same size or not."""
        name = self.issue()
        data = self.read(self.good + ".gvs")
        self.assertEqual(len(data), len(self.read(name + ".gvs")))
        self.write(name + ".gvs", data)
        said = self.assertRefused(9, r"claimctl ends with 9 \(install\)")
        self.assertIn("[snapshot_hash]", said)

    def test_size(self):
        name = self.issue()
        data = self.read(name + ".gvs")
        for changed, expected in (
                (data[:-1], "%d bytes; expected %d" % (len(data) - 1,
                                                       len(data))),
                (b"", "0 bytes; expected"),
                (data + b"x", "more than %d bytes" % len(data)),
                (data * 3, "more than %d bytes" % len(data))):
            self.write(name + ".gvs", changed)
            self.assertRefused(9, expected)
        self.write(name + ".manifest", b"{" * 4097)
        self.assertRefused(9, "manifest: more than 4096 bytes")
        self.write(name + ".manifest", b"{" * 4096)
        said = self.assertRefused(9, "claimctl ends with 9")
        self.assertIn("[manifest_invalid]", said)

    def test_flipped_bits(self):
        name = self.issue()
        for end in (".gvs", ".manifest", ".manifest.sig"):
            data = self.read(name + end)
            for place in (0, len(data) // 3, len(data) - 5):
                changed = bytearray(data)
                changed[place] ^= 1
                self.write(name + end, bytes(changed))
                self.assertRefused(9, "claimctl ends with 9")
            self.write(name + end, data)

    def test_no_room(self):
        name = self.issue()
        os.unlink(self.publisher.path(name + ".gvs"))  # it is not asked for
        self.night.set(SPARE_MIB="1048576")
        self.assertRefused(75, "has room for [0-9]+ bytes; expected")

    def test_changes_too_much(self):
        """The last days' claims on the new snapshot, with what it may shift."""
        with self.site.connect() as connection:
            reply = connection.ask(dispense("dear-1", "999990032",
                                            date=str(today())))
        self.assertEqual(reply["outcome"], "approve", reply)

        def dearer(rows):
            for row in rows:
                if row["zi"] == GEWOON:
                    row["aip_cents"] = str(2 * int(row["aip_cents"]))
            return rows
        name = self.issue(edits={"price": dearer})
        self.night.set(REHEARSE_DAYS="30", MAX_SHIFT_EUR="0.01")
        said = self.assertRefused(7, r"claimctl ends with 7 \(install\)")
        self.assertIn("[changes_too_much]", said)
        self.night.set(MAX_SHIFT_EUR="1000.00", MAX_DENIALS="0")
        self.assertInstalls(name)

    def test_nothing_newer_and_expired(self):
        """Withholding snapshots is noticed."""
        self.publisher.sign(self.good, -DAY)
        self.assertEnds(self.night.run(), 0, "nothing new")
        for end in (".manifest", ".manifest.sig"):  # as if time had passed
            shutil.copy(self.publisher.path(self.good + end),
                        self.site.path("snapshots", self.good + end))
        self.assertEnds(self.night.run(), 5, "%s is served, has expired, and "
                        "the publisher has nothing newer" % self.good)

    def test_daemon_is_down(self):
        """Nothing is fetched then; afterwards it is."""
        name = self.issue()
        self.site.stop()
        try:
            before = os.listdir(self.site.path("snapshots"))
            said = self.assertEnds(self.night.run(), 3, "claimctl ends with 3")
            self.assertNotIn("fetched", said)
            self.assertEqual(os.listdir(self.site.path("snapshots")), before)
        finally:
            self.site.start()
        self.assertInstalls(name)


if __name__ == "__main__":
    main()
