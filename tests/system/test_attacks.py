#!/usr/bin/env python3
"""Each attack on the way of a snapshot, by its name, through the real daemon.
Every one is tried twice: with claimctl snapshot install, and by asking the
daemon over its control socket, past all that claimctl checks."""

import os
import shutil
import sqlite3
import contextlib

import harness
import sealing
from installing import SignedTest
from sealing import Publisher, manifest_of, parts, signature_of


class Attack(SignedTest):
    def assertNoWay(self, path, code, status):
        """Neither from where it is, nor put into the folder by hand."""
        self.assertRefused(path, code, status)
        self.assertDaemonRefuses(path, code)
        self.assertDaemonRefuses(path, code, how="use")
        placed = sealing.copy(path, self.snapshots)
        try:
            self.assertDaemonRefuses(placed, code)
            self.assertDaemonRefuses(placed, code, how="use")
        finally:
            for part in parts(placed):
                if os.path.exists(part):
                    os.unlink(part)

    def assertStillWell(self):
        """The daemon decides, and the next honest one is installed."""
        with self.connect() as c:
            reply = c.ask(harness.dispense(self.id(), self.bsn()))
            self.assertEqual(reply["outcome"], "approve")
        path = self.publish()
        self.install(path)
        self.assertServes(path)


class Replays(Attack):
    def test_rollback_an_older_one_is_brought_again(self):
        old, new = self.publish(), self.publish()
        self.install(old)
        self.install(new)
        self.assertNoWay(old, "snapshot_replayed", 7)
        # Its files are gone by now, and memory is not that of a process.
        self.assertFalse(os.path.exists(os.path.join(
            self.snapshots, os.path.basename(old))))
        self.site.stop()
        self.site.start()
        self.assertNoWay(old, "snapshot_replayed", 7)
        self.assertStillWell()

    def test_rollback_another_file_with_a_sequence_that_was_used(self):
        path = self.publish()
        self.install(path)
        other = self.publisher.build(self.next())
        sealing.rewrite(other, "UPDATE meta SET value = '%d' "
                               "WHERE key = 'sequence'" % (self.sequence - 1))
        self.publisher.seal(other, sequence=self.sequence - 1)
        self.assertNoWay(other, "snapshot_replayed", 7)
        self.assertStillWell()

    def test_rollback_by_what_the_folder_names(self):
        """Whoever writes to the folder names an older one and waits for a
        restart: it was served once, but what was never accepted was not."""
        skipped = self.publish()
        new = self.publish()
        self.install(new)
        sealing.copy(skipped, self.snapshots)
        current = os.path.join(self.snapshots, "current")
        with open(current, encoding="utf-8") as f:
            named = f.read()
        self.site.stop()
        with open(current, "w", encoding="utf-8") as f:
            f.write(os.path.basename(skipped) + "\n")
        self.site.start()
        self.assertIsNone(self.policy()["serving"])
        self.site.stop()
        with open(current, "w", encoding="utf-8") as f:
            f.write(named)
        self.site.start()
        self.assertServes(new)
        self.assertStillWell()

    def test_freeze_an_expired_one(self):
        path = self.publisher.build(self.next())
        self.publisher.seal(path, expires=sealing.utc(-1 / 24))
        self.assertNoWay(path, "snapshot_outdated", 7)
        self.assertStillWell()

    def test_freeze_what_is_served_expires(self):
        """Who holds back newer ones is noticed: bringing the same again is
        no success once it has expired, and decisions say that it is stale."""
        path = self.publisher.build(self.next())
        self.publisher.seal(path, expires=sealing.utc(3 / 86400))
        since = len(self.site.log)
        self.install(path)
        self.site.wait_log(r"expired", since)
        self.assertRefused(path, "snapshot_outdated", 7)
        with self.connect() as c:
            reply = c.ask(harness.dispense(self.id(), self.bsn()))
            self.assertIs(reply["stale"], True)
        newer = self.publish()
        self.install(newer)
        self.assertServes(newer)


class StolenKey(Attack):
    def test_fast_forward_by_a_stolen_key(self):
        """A thief signs the highest sequence there is: nothing more of that
        key is ever accepted, but its successor's is."""
        highest = 999999
        path = self.publisher.build(highest)
        sealing.rewrite(path, "UPDATE meta SET value = '%d' "
                              "WHERE key = 'sequence'" % (10**15 - 1))
        self.publisher.seal(path, sequence=10**15 - 1)
        done = self.site.ctl("snapshot", "install", path, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNoWay(self.publish(), "snapshot_replayed", 7)
        successor = Publisher(self.site.top, "successor")
        since = len(self.site.log)
        self.site.edit(r"keys = \{", 'keys = { "%s",' % successor.public)
        self.site.reload()
        self.site.wait_log(r"reload", since)
        for sequence in (20, 21):
            path = successor.publish(sequence)
            self.install(path)
            self.assertServes(path)
        self.assertNoWay(successor.publish(19), "snapshot_replayed", 7)

    def test_a_stranger(self):
        path = Publisher(self.site.top, "stranger").publish(self.next())
        self.assertNoWay(path, "snapshot_key_unknown", 9)

    def test_a_stranger_who_names_the_trusted_key(self):
        stranger = Publisher(self.site.top, "liar")
        path = stranger.build(self.next())
        stranger.seal(path, key=self.publisher.public)
        self.assertNoWay(path, "signature_invalid", 9)

    def test_a_seal_taken_away(self):
        path = self.publish()
        os.unlink(signature_of(path))
        self.assertNoWay(path, "snapshot_unsigned", 7)
        os.unlink(manifest_of(path))
        self.assertNoWay(path, "snapshot_unsigned", 7)


class MixAndMatch(Attack):
    def test_the_manifest_of_another_file(self):
        """A newer manifest beside older data."""
        old, new = self.publish(), self.publish()
        shutil.copy(manifest_of(new), manifest_of(old))
        shutil.copy(signature_of(new), signature_of(old))
        self.assertNoWay(old, "snapshot_mismatch", 9)

    def test_older_data_under_the_newer_name(self):
        old, new = self.publish(), self.publish({
            "price": lambda rows: rows[:-1]})
        shutil.copy(old, new)
        with open(manifest_of(new), encoding="ascii") as f:
            same_size = '"size":%d,' % os.path.getsize(new) in f.read()
        self.assertTrue(same_size, "a size that tells is another test")
        self.assertNoWay(new, "snapshot_hash", 9)

    def test_the_signature_of_another_manifest(self):
        old, new = self.publish(), self.publish()
        shutil.copy(signature_of(old), signature_of(new))
        self.assertNoWay(new, "signature_invalid", 9)

    def test_wrong_target_another_name(self):
        path = self.publish()
        other = os.path.join(os.path.dirname(path),
                             "gvs-20261101-555555.gvs")
        for part, name in zip(parts(path), parts(other)):
            shutil.copy(part, name)
        self.assertNoWay(other, "snapshot_mismatch", 9)

    def test_wrong_target_another_id_inside(self):
        path = self.publisher.build(self.next())
        name = os.path.join(os.path.dirname(path), "gvs-20261101-555556.gvs")
        os.rename(path, name)
        self.publisher.seal(name, sequence=self.sequence)
        self.assertNoWay(name, "snapshot_mismatch", 9)

    def test_wrong_target_a_path_in_the_name(self):
        path = self.publisher.build(self.next())
        for name in ("../gvs-20261101-000001.gvs", "/etc/passwd", "current",
                     ".gvs"):
            self.publisher.seal(path, file=name)
            self.assertNoWay(path, "manifest_invalid", 9)


class EndlessData(Attack):
    def sparse(self, path, size):
        with open(path, "r+b") as f:
            f.truncate(size)

    def test_a_file_longer_than_its_manifest_says(self):
        path = self.publish()
        with open(path, "ab") as f:
            f.write(b"\0")
        self.assertNoWay(path, "snapshot_size", 9)

    def test_a_file_without_end(self):
        path = self.publish()
        self.sparse(path, 1 << 40)
        self.assertRefused(path, "snapshot_size", 9)
        self.assertDaemonRefuses(path, "snapshot_size")

    def test_a_manifest_of_gigabytes(self):
        path = self.publish()
        self.sparse(manifest_of(path), 8 << 30)
        self.assertRefused(path, "manifest_invalid", 9)
        self.assertDaemonRefuses(path, "manifest_invalid")

    def test_a_signature_of_gigabytes(self):
        path = self.publish()
        self.sparse(signature_of(path), 8 << 30)
        self.assertRefused(path, "signature_invalid", 9)
        self.assertDaemonRefuses(path, "signature_invalid")

    def test_a_manifest_that_promises_a_terabyte(self):
        path = self.publisher.build(self.next())
        self.publisher.seal(path, size=1 << 40)
        self.assertNoWay(path, "manifest_invalid", 9)

    def test_truncated(self):
        path = self.publish()
        self.sparse(path, os.path.getsize(path) - 1)
        self.assertNoWay(path, "snapshot_size", 9)
        self.sparse(path, 0)
        self.assertNoWay(path, "snapshot_size", 9)

    def test_a_pipe_in_place_of_a_file(self):
        """Whoever opens it must not wait for ever."""
        for which in range(3):
            path = self.publish()
            part = parts(path)[which]
            os.unlink(part)
            os.mkfifo(part)
            before = self.policy()
            done = self.site.ctl("snapshot", "install", path, check=False)
            self.assertIn(done.returncode, (1, 7, 9), done.stderr)
            reply, = self.site.control({"cmd": "snapshot_use",
                                        "how": "install", "path": path})
            self.assertIn("error", reply)
            self.assertEqual(self.policy(), before)


class BitFlips(Attack):
    """A sample through the daemon; the unit tests of lib/trust and the fuzz
    targets try many more."""

    def flip(self, path, bit):
        with open(path, "r+b") as f:
            f.seek(bit // 8)
            byte = f.read(1)[0]
            f.seek(bit // 8)
            f.write(bytes([byte ^ 1 << bit % 8]))

    def everywhere(self, path, count):
        bits = 8 * os.path.getsize(path)
        return range(0, bits, max(1, bits // count))

    def try_all(self, which, count, *codes):
        path = self.publish()
        before = self.state()
        part = parts(path)[which]
        for bit in self.everywhere(part, count):
            self.flip(part, bit)
            reply, = self.site.control({"cmd": "snapshot_use",
                                        "how": "install", "path": path})
            self.assertIn(reply.get("error", {}).get("code"), codes,
                          "bit %d" % bit)
            if bit % 64 < 2:
                done = self.site.ctl("snapshot", "install", path,
                                     check=False)
                self.assertEqual(done.returncode, 9, done.stderr)
            self.flip(part, bit)
        self.assertEqual(self.state(), before)
        self.install(path)

    def test_bit_flips_in_the_file(self):
        self.try_all(0, 300, "snapshot_hash")

    def test_bit_flips_in_the_manifest(self):
        self.try_all(1, 800, "manifest_invalid", "signature_invalid",
                     "snapshot_key_unknown")

    def test_bit_flips_in_the_signature(self):
        self.try_all(2, 350, "signature_invalid")


class Hostile(Attack):
    """A SQLite file that the trusted key did sign."""

    def assertDamaged(self, *statements):
        path = self.publisher.build(self.next())
        sealing.rewrite(path, *statements)
        self.publisher.seal(path)
        self.assertNoWay(path, "snapshot_damaged", 9)

    def test_a_view(self):
        self.assertDamaged("CREATE VIEW cheap AS SELECT * FROM price")

    def test_a_view_in_place_of_a_table(self):
        self.assertDamaged(
            "ALTER TABLE price RENAME TO price_2",
            "CREATE VIEW price AS SELECT * FROM price_2")

    def test_a_recursive_view_that_never_ends(self):
        self.assertDamaged(
            "DROP TABLE price",
            "CREATE VIEW price AS WITH RECURSIVE r(zi) AS (SELECT 1 "
            "UNION ALL SELECT zi + 1 FROM r) SELECT zi, 0 AS valid_from, "
            "NULL AS valid_to, 1 AS aip_cents, 900 AS vat_bp, "
            "NULL AS limit_micro FROM r")

    def test_a_trigger(self):
        self.assertDamaged(
            "CREATE TRIGGER t AFTER INSERT ON price BEGIN "
            "DELETE FROM article; END")

    def test_a_virtual_table(self):
        path = self.publisher.build(self.next())
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
            db.commit()
        self.publisher.seal(path)
        self.assertNoWay(path, "snapshot_damaged", 9)

    def test_another_schema(self):
        self.assertDamaged("ALTER TABLE price ADD COLUMN bonus INTEGER")
        self.assertDamaged("DROP TABLE device")
        self.assertDamaged("CREATE INDEX price_by_cents ON price(aip_cents)")

    def test_huge_values(self):
        self.assertDamaged("UPDATE article SET name = "
                           "CAST(zeroblob(300000000) AS TEXT) "
                           "WHERE zi = (SELECT min(zi) FROM article)")
        self.assertDamaged("UPDATE price SET aip_cents = 9223372036854775807")

    def test_values_that_break_a_rule(self):
        self.assertDamaged("UPDATE price SET vat_bp = -1")
        self.assertDamaged("DELETE FROM parameter")

    def test_another_application(self):
        self.assertDamaged("PRAGMA application_id = 1")
        self.assertDamaged("PRAGMA user_version = 2")

    def test_no_database_at_all(self):
        path = self.publisher.build(self.next())
        for content in (b"", b"SQLite format 3\0", b"\0" * 4096,
                        os.urandom(65536)):
            with open(path, "wb") as f:
                f.write(content)
            if content:
                self.publisher.seal(path)
                self.assertNoWay(path, "snapshot_damaged", 9)

    def test_made_for_other_rules(self):
        path = self.publisher.build(self.next())
        sealing.rewrite(path, "UPDATE meta SET value = '1999.1' "
                              "WHERE key = 'rules'")
        self.publisher.seal(path)
        self.assertNoWay(path, "snapshot_other_rules", 7)
        self.assertStillWell()


if __name__ == "__main__":
    harness.main()
