"""A site that believes one publisher, with two snapshots that it may switch
between for ever: forth by snapshot_use, back by snapshot_rollback. Standard
library only."""

import json
import os
import shutil
import socket

import harness


def command(**members):
    return json.dumps(members, separators=(",", ":"))


class Switched:
    """first and second: folders of CSV, with an id and a higher sequence in
    the second. The first is served when the daemon starts."""

    def __init__(self, first, second, **site_options):
        self.site = harness.Site(data=first, **site_options)
        self.folder = self.site.path("snapshots")
        self.key = os.path.join(self.site.top, "publisher.key")
        shutil.rmtree(self.folder)
        os.mkdir(self.folder)
        made = json.loads(harness.claimctl(
            "snapshot", "keygen", "--out", self.key, "--json").stdout)
        self.site.edit(r"(?s)\nsnapshot \{.*?\n\}", (
            '\nsnapshot {\n\tdir = "%s"\n\tkeys = {"%s"}\n}' % (
                self.folder, made["public"])))
        self.ids = [self.publish(data) for data in (first, second)]
        with open(os.path.join(self.folder, "current"), "w",
                  encoding="utf-8") as f:
            f.write(self.ids[0] + ".gvs\n")
        self.back = command(cmd="snapshot_rollback", snapshot=self.ids[0])
        self.forth = command(cmd="snapshot_use", path=self.path(self.ids[1]))

    def path(self, snapshot_id):
        return os.path.join(self.folder, snapshot_id + ".gvs")

    def publish(self, data):
        """Built and signed; its id."""
        made = os.path.join(self.folder, "made.gvs")
        snapshot_id = json.loads(harness.claimctl(
            "snapshot", "build", data, "--out", made,
            "--json").stdout)["snapshot"]
        os.rename(made, self.path(snapshot_id))
        harness.claimctl("snapshot", "sign", self.path(snapshot_id),
                         "--key", self.key)
        return snapshot_id


class Control:
    """One connection to the control socket, for many commands."""

    def __init__(self, site):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(4 * harness.PATIENCE)
        self.socket.connect(site.path("control.sock"))
        self.lines = self.socket.makefile("rb")

    def ask(self, line):
        self.socket.sendall(line.encode() + b"\n")
        return json.loads(self.lines.readline())

    def close(self):
        self.lines.close()
        self.socket.close()
