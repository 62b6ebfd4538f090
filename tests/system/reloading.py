"""A site whose configuration and certificates change while it serves.
Standard library only."""

import json
import os
import shutil
import ssl

import harness
from authority import Authority

HANDSHAKE_ENDS = (ssl.SSLError, ConnectionResetError, BrokenPipeError)
PING = {"v": 1, "op": "ping", "id": "p"}


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


class ReloadTest(harness.SiteTest):
    """Each test begins with the first configuration and files, reloaded."""

    FILES = ("claimd.conf", "server.pem", "server.key", "clients-ca.pem",
             "crl.pem")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A file of its own: the tests' clients need that of init.
        write(cls.site.path("clients-ca.pem"), read(cls.site.path("ca.pem")))
        cls.site.edit(r'client_ca = "\S+"', 'client_ca = "clients-ca.pem"')
        cls.first = {name: read(cls.site.path(name)) for name in cls.FILES}
        cls.ca = Authority(os.path.join(cls.site.top, "ca"),
                           cls.site.path("ca.pem"), cls.site.path("ca.key"))

    def setUp(self):
        self.restore()
        self.reload()

    def restore(self):
        for name, text in self.first.items():
            if os.path.isdir(self.site.path(name)):
                shutil.rmtree(self.site.path(name))
            write(self.site.path(name), text)

    def conf(self, *changes, more=""):
        """The first configuration with (old, new) replaced, and more."""
        text = self.first["claimd.conf"]
        for old, new in changes:
            assert text.count(old) == 1, (old, text)
            text = text.replace(old, new)
        write(self.site.conf, text + more)

    def reload(self, *changes, more=None):
        """What the daemon says; all must be well."""
        if changes or more is not None:
            self.conf(*changes, more=more or "")
        return json.loads(self.site.ctl("reload", "--json").stdout)

    def assertRefused(self, pattern):
        """Nothing changes, and the message says this."""
        # A folder without a configuration is none of claimctl's.
        where = ("--dir", self.site.dir) if os.path.isfile(self.site.conf) \
            else ("--socket", self.site.path("control.sock"))
        done = harness.claimctl("reload", *where, check=False)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("[reload_refused]", done.stderr)
        self.assertRegex(done.stderr, r"nothing changed: " + pattern)

    def ping(self, connection):
        self.assertTrue(connection.ask(PING)["pong"])

    def served(self):
        """Which certificate a new connection meets."""
        with self.connect() as connection:
            self.ping(connection)
            return connection.tls.getpeercert()["serialNumber"]

    def open(self, cert, key):
        connection = harness.Connection(
            self.site.port, self.site.context(None, cert=cert, key=key))
        self.addCleanup(connection.close)
        return connection

    def assertShut(self, context, **kwargs):
        """TLS refuses: not one line comes out."""
        try:
            with harness.Connection(self.site.port, context, hello=False,
                                    **kwargs) as connection:
                self.assertIsNone(connection.line())
        except HANDSHAKE_ENDS:
            pass
