"""Who publishes snapshots: signs them with the openssl program and Python's
SHA-256, so that nothing of what is tested makes what it is tested with."""

import base64
import csv
import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess

from harness import DATA, claimctl

DAY = datetime.timedelta(days=1)


def utc(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def now():
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def openssl(*args):
    return subprocess.run(["openssl", *args], check=True,
                          capture_output=True).stdout


def edit_meta(folder, **values):
    """Other values in the meta.csv of a folder."""
    path = os.path.join(folder, "meta.csv")
    with open(path, encoding="utf-8", newline="") as f:
        rows = [[key, values.get(key, value)] for key, value in csv.reader(f)]
    with open(path, "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(rows)


class Publisher:
    """A key, and snapshots with its signature. folder: for its own files."""

    def __init__(self, folder, name="publisher"):
        self.folder = folder
        self.key_path = os.path.join(folder, name + ".pem")
        openssl("genpkey", "-algorithm", "ed25519", "-out", self.key_path)
        spki = openssl("pkey", "-in", self.key_path, "-pubout", "-outform",
                       "DER")
        self.public = base64.b64encode(spki[-32:]).decode()

    def build(self, into, number, data=DATA):
        """The unsigned snapshot with that number and sequence; its path."""
        source = os.path.join(self.folder, "csv-%d" % number)
        name = "gvs-20261101-%06d" % number
        path = os.path.join(into, name + ".gvs")
        shutil.copytree(data, source)
        for root, _, files in os.walk(source):
            os.chmod(root, 0o755)
            for file in files:
                os.chmod(os.path.join(root, file), 0o644)
        edit_meta(source, snapshot_id=name, sequence=str(number))
        if os.path.exists(path):
            os.remove(path)
        claimctl("snapshot", "build", source, "--out", path)
        shutil.rmtree(source)
        return path

    def sign(self, path, expires):
        """Manifest and signature beside the snapshot; the manifest."""
        stem = re.sub(r"\.gvs$", "", path)
        name = os.path.basename(stem)
        with open(path, "rb") as f:
            data = f.read()
        manifest = {
            "snapshot_id": name, "file": name + ".gvs",
            "sequence": int(name[-6:]), "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(), "key": self.public,
            "published_at": "2026-11-01T00:00:00Z", "expires": utc(expires)}
        with open(stem + ".manifest", "w", encoding="utf-8") as f:
            f.write(json.dumps(manifest, sort_keys=True,
                               separators=(",", ":")))
        signature = openssl("pkeyutl", "-sign", "-rawin", "-inkey",
                            self.key_path, "-in", stem + ".manifest")
        with open(stem + ".manifest.sig", "wb") as f:
            f.write(base64.b64encode(signature) + b"\n")
        return manifest

    def publish(self, into, number, expires=None, data=DATA):
        path = self.build(into, number, data)
        self.sign(path, expires or now() + DAY)
        return path
