"""A publisher of snapshots for tests: keys, files and seals, and every seal
that claimctl would not make. Signs with openssl, not with claimd's own code.
Standard library only."""

import base64
import contextlib
import csv
import datetime
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess

import harness


def utc(days):
    """So many days from now, as manifests write a time."""
    moment = (datetime.datetime.now(datetime.timezone.utc) +
              datetime.timedelta(days=days))
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical(manifest):
    return json.dumps(manifest, sort_keys=True, separators=(",", ":"),
                      ensure_ascii=False).encode()


def snapshot_id(sequence):
    return "gvs-20261101-%06d" % sequence


class Publisher:
    """Makes files in a folder of its own, each sequence in one of its own."""

    def __init__(self, top, name="publisher", key=None):
        """key: a private key that is there, with its .pub; else a new one."""
        self.dir = os.path.join(top, name)
        os.makedirs(self.dir)
        self.key = key or os.path.join(self.dir, "signing.key")
        if key is None:
            harness.claimctl("snapshot", "keygen", "--out", self.key)
        self.public_file = self.key[:-len(".key")] + ".pub"
        with open(self.public_file, encoding="ascii") as f:
            self.public = f.read().strip()

    def folder(self, name):
        path = os.path.join(self.dir, str(name))
        os.makedirs(path, exist_ok=True)
        return path

    def csv(self, sequence, edits=None, data=harness.DATA):
        """A CSV folder with that sequence; edits: file → rows → rows."""
        path = os.path.join(self.folder("csv"), str(sequence))
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(data, path, copy_function=shutil.copyfile)
        os.chmod(path, 0o755)  # of a distribution it is read-only
        edits = dict(edits or {})

        def meta(rows):
            values = {"snapshot_id": snapshot_id(sequence),
                      "sequence": str(sequence),
                      "published_at": "2026-11-01T%02d:%02d:%02dZ" % (
                          sequence // 3600 % 24, sequence // 60 % 60,
                          sequence % 60)}
            for row in rows:
                row["value"] = values.get(row["key"], row["value"])
            return more(rows)
        more = edits.pop("meta", lambda rows: rows)
        for table, edit in {"meta": meta, **edits}.items():
            name = os.path.join(path, table + ".csv")
            with open(name, encoding="utf-8", newline="") as f:
                reader = csv.DictReader(f)
                columns, rows = reader.fieldnames, list(reader)
            with open(name, "w", encoding="utf-8", newline="") as f:
                writer = csv.DictWriter(f, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(edit(rows))
        return path

    def build(self, sequence, edits=None, **kwargs):
        """An unsigned file, named after its id."""
        built = json.loads(harness.claimctl(
            "snapshot", "build", self.csv(sequence, edits, **kwargs),
            "--out", self.folder(sequence), "--json").stdout)
        return built["file"]

    def publish(self, sequence, edits=None, days=14, **kwargs):
        """A signed file by claimctl's own commands."""
        path = self.build(sequence, edits, **kwargs)
        harness.claimctl("snapshot", "sign", path, "--key", self.key,
                         "--days", str(days))
        return path

    def manifest(self, path, **changes):
        """What the manifest of a file has to say, but for the changes."""
        with open(path, "rb") as f:
            content = f.read()
        name = os.path.basename(path)
        sequence = int(name.split(".")[0][-6:])
        return {"expires": utc(14), "file": name, "key": self.public,
                "published_at": "2026-11-01T%02d:%02d:%02dZ" % (
                    sequence // 3600 % 24, sequence // 60 % 60,
                    sequence % 60),
                "sequence": sequence,
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content), "snapshot_id": name[:-4], **changes}

    def seal(self, path, **changes):
        """Signs whatever the file is, and whatever the changes say."""
        self.seal_bytes(path, canonical(self.manifest(path, **changes)))
        return path

    def seal_bytes(self, path, manifest):
        with open(manifest_of(path), "wb") as f:
            f.write(manifest)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.key,
             "-in", manifest_of(path)], check=True, capture_output=True,
            timeout=harness.PATIENCE)
        with open(signature_of(path), "wb") as f:
            f.write(base64.b64encode(done.stdout))


def manifest_of(path):
    return path[:-len(".gvs")] + ".manifest"


def signature_of(path):
    return manifest_of(path) + ".sig"


def parts(path):
    return [path, manifest_of(path), signature_of(path)]


def copy(path, folder):
    """File, manifest and signature, as far as they are there."""
    os.makedirs(folder, exist_ok=True)
    for part in parts(path):
        if os.path.exists(part):
            shutil.copy(part, folder)
    return os.path.join(folder, os.path.basename(path))


def content(folder):
    """All that a folder holds, byte for byte."""
    found = {}
    for root, folders, names in os.walk(folder):
        for name in folders:
            found[os.path.relpath(os.path.join(root, name), folder)] = None
        for name in names:
            with open(os.path.join(root, name), "rb") as f:
                found[os.path.relpath(f.name, folder)] = f.read()
    return found


def rewrite(path, *statements):
    """Does to a file what nobody may; it stays a SQLite file."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            db.execute(statement)
        db.commit()
