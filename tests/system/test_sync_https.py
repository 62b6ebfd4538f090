#!/usr/bin/env python3
"""gvs-sync from an HTTPS server that does everything that it should not."""

import base64
import os
import resource
import socket
import unittest

import mirror
from authority import Authority
from harness import PATIENCE, main
from nightly import MirroredNightlyTest

SECRET = "geheim"


class HttpsTest(MirroredNightlyTest):
    def setUp(self):
        super().setUp()
        self.night.set(TRIES="1")
        self.name = self.issue()
        self.files = ["latest", self.name + ".manifest",
                      self.name + ".manifest.sig", self.name + ".gvs"]

    def behaves(self, name, behaviour):
        self.mirror.behaviour = {name: behaviour}
        self.mirror.asked.clear()


class Fetching(HttpsTest):
    def test_nights(self):
        self.behaves("latest", mirror.whole)
        self.assertInstalls(self.name)
        self.assertEqual(self.mirror.asked, self.files)
        self.mirror.asked.clear()
        self.assertEnds(self.night.run(), 0, "nothing new")
        self.assertEqual(self.mirror.asked, self.files[:3])
        second = self.issue()
        self.night.set(SOURCE=self.mirror.url + "/")
        self.assertInstalls(second)

    def test_redirect(self):
        """To https it is followed."""
        self.behaves("latest", mirror.redirects("/elsewhere/pointer"))
        with open(self.publisher.path("pointer"), "w", encoding="utf-8") as f:
            f.write(self.name + "\n")
        self.assertInstalls(self.name)
        self.assertEqual(self.mirror.asked[:2], ["latest", "pointer"])

    def test_chunked(self):
        """Of no announced length, and right."""
        def chunks(handler):
            handler.begin(Transfer_Encoding="chunked")
            body = handler.content()
            for at in range(0, len(body), 1000):
                part = body[at:at + 1000]
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            handler.wfile.write(b"0\r\n\r\n")
        self.behaves(self.files[3], chunks)
        self.assertInstalls(self.name)

    def test_tried_again(self):
        """What passes by itself: the server's trouble, a broken transfer."""
        self.night.set(TRIES="3")
        troubles = [mirror.status(500, 1), mirror.status(503, 2),
                    mirror.status(429, 1), mirror.once(mirror.truncated),
                    mirror.once(mirror.hangs_up)]
        for i, trouble in enumerate(troubles):
            with self.subTest(trouble=i):
                self.name = self.issue()
                self.behaves(self.name + ".gvs", trouble)
                said = self.assertInstalls(self.name)
                self.assertIn("; another try in 0 s", said)

    def test_without_curl(self):
        """Said at once, and a folder needs none."""
        tools = os.path.join(self.top, "bin")
        os.mkdir(tools)
        for folder in ("/bin", "/usr/bin"):
            for tool in os.listdir(folder):
                path = os.path.join(tools, tool)
                if tool != "curl" and not os.path.lexists(path):
                    os.symlink(os.path.join(folder, tool), path)
        env = {**os.environ, "PATH": tools}
        self.assertRefused(1, "curl is not there", env=env)
        self.night.set(SOURCE=self.publisher.out)
        self.assertEnds(self.night.run(env=env), 0, "installed")


class Identity(HttpsTest):
    def secret(self, text):
        path = os.path.join(self.top, "curl")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(path, 0o600)
        self.night.set(CURL_CONFIG=path)

    def test_password(self):
        basic = "Basic " + base64.b64encode(b"me:geheim").decode()
        self.behaves("latest", mirror.wants(basic))
        self.assertRefused(4, "latest: the server answers 401")
        self.secret('user = "me:wrong"\n')
        self.assertRefused(4, "latest: the server answers 401")
        self.secret('user = "me:%s"\n' % SECRET)
        self.assertNotIn(SECRET, self.assertInstalls(self.name))

    def test_header(self):
        self.behaves("latest", mirror.wants("Bearer " + SECRET))
        self.secret('header = "Authorization: Bearer %s"\n' % SECRET)
        self.assertNotIn(SECRET, self.assertInstalls(self.name))

    def test_certificates(self):
        """Of another authority, another name, another use; expired."""
        other = Authority(os.path.join(self.top, "other"))
        cases = [
            other.issue("server", ["DNS:localhost"], usage="serverAuth"),
            self.authority.issue("name", ["DNS:elsewhere"],
                                 usage="serverAuth"),
            self.authority.issue("none", [], usage="serverAuth"),
            self.authority.issue("client", ["DNS:localhost"]),
            self.authority.issue("old", ["DNS:localhost"],
                                 usage="serverAuth", start="200101000000Z",
                                 end="200102000000Z"),
        ]
        # Nothing around us weakens it.
        with open(os.path.join(self.top, ".curlrc"), "w") as f:
            f.write("insecure\n")
        env = {**os.environ, "HOME": self.top, "CURL_HOME": self.top,
               "CURL_CA_BUNDLE": other.cert, "SSL_CERT_FILE": other.cert}
        for cert, key in cases:
            wrong = mirror.Mirror(self.publisher.out, cert, key)
            with self.subTest(cert=os.path.basename(cert)):
                self.night.set(SOURCE=wrong.url)
                self.assertRefused(9, "latest: the server's certificate: ",
                                   env=env)
                self.assertEqual(wrong.asked, [])
            wrong.close()
        # Without CA_FILE the system's authorities count, and ours is none.
        self.night.set(SOURCE=self.mirror.url, CA_FILE=None)
        self.assertRefused(9, "latest: the server's certificate: ", env={
            **env, "SSL_CERT_FILE": self.authority.cert,
            "CURL_CA_BUNDLE": self.authority.cert})


class Misbehaviour(HttpsTest):
    def bounded(self, size):
        """No file may grow beyond this: the system holds it to that."""
        return {"preexec_fn": lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (size, size))}

    def test_endless(self):
        limits = [20, 4096, 128, self.publisher_size()]
        for name, limit in zip(self.files, limits):
            for what, behaviour, expected in (
                    ("no length", mirror.endless(), "bytes;"),
                    ("chunked", mirror.endless(chunked=True), "bytes;"),
                    ("announced", mirror.endless(10 ** 15), "announced;"),
                    ("one more", mirror.announces(limit + 1), "announced;")):
                with self.subTest(name=name, what=what):
                    self.behaves(name, behaviour)
                    # What claimctl says of a manifest needs some room, too.
                    self.assertRefused(
                        9, "%s: more than %d .*%s" % (name, limit, expected),
                        **self.bounded(max(limit + 1, 2048)))
                    self.assertEqual(self.mirror.asked[-1], name)

    def publisher_size(self):
        return os.path.getsize(self.publisher.path(self.files[3]))

    def test_endless_header(self):
        self.night.set(TOTAL_TIMEOUT_S="10")
        for name in self.files:
            self.behaves(name, mirror.endless_header)
            self.assertRefused(75, re_name(name))

    def test_truncated(self):
        for name in self.files:
            self.behaves(name, mirror.truncated)
            self.assertRefused(75, re_name(name))
        self.behaves(self.files[3], mirror.says(b"SQLite format 3\0"))
        self.assertRefused(9, "gvs: 16 bytes; expected ")

    def test_too_slow(self):
        """Nothing comes any more: the stall's limit, and the whole's."""
        for settings in ({"STALL_TIMEOUT_S": "1"}, {"TOTAL_TIMEOUT_S": "1"}):
            self.night.set(STALL_TIMEOUT_S=None, TOTAL_TIMEOUT_S=None)
            self.night.set(**settings)
            self.behaves(self.files[1], mirror.stalls)
            self.assertRefused(75, "(latest|manifest): .*(slow|time)")
        self.night.set(STALL_TIMEOUT_S=None, TRIES="20")
        self.assertRefused(75, "time.*at try [0-9]+ of 20")

    def test_statuses(self):
        for code, status in ((404, 6), (410, 6), (403, 4), (400, 1), (418, 1),
                             (500, 75), (502, 75), (429, 75), (204, 1),
                             (304, 1)):
            for name in (self.files[0], self.files[3]):
                with self.subTest(code=code, name=name):
                    self.behaves(name, mirror.status(code))
                    self.assertRefused(status, "the server answers %d" % code)

    def test_redirects_away(self):
        """Away from https: refused, and nobody is asked there."""
        with socket.create_server(("127.0.0.1", 0)) as plain:
            plain.setblocking(False)
            port = plain.getsockname()[1]
            for to in ("http://localhost:%d/x" % port,
                       "file:///etc/passwd", "ftp://localhost:%d/x" % port,
                       "gopher://localhost:%d/x" % port):
                for name in self.files:
                    with self.subTest(to=to, name=name):
                        self.behaves(name, mirror.redirects(to))
                        self.assertRefused(7, "leads away from https")
            with self.assertRaises(BlockingIOError):
                plain.accept()

    def test_redirects_in_a_circle(self):
        self.behaves("latest", mirror.redirects("latest"))
        self.assertRefused(1, "latest: more than 5 redirects followed")
        self.assertEqual(self.mirror.asked, ["latest"] * 6)

    def test_pointer(self):
        for text in (b"../../etc/passwd\n", b"x" * 21, b"\0" * 20, b"",
                     self.name.encode() + b"/", b"<html></html>\n"):
            self.behaves("latest", mirror.says(text))
            self.assertRefused(9, "latest")
            self.assertEqual(self.mirror.asked, ["latest"])

    def test_nobody_there(self):
        with socket.create_server(("127.0.0.1", 0)) as plain:
            port = plain.getsockname()[1]
        for host in ("localhost:%d" % port, "nowhere.invalid"):
            self.night.set(SOURCE="https://%s/x" % host, TRIES="2")
            self.assertRefused(75, "latest: .*at try 2 of 2")

    def test_silence(self):
        """A server that takes the connection and says nothing."""
        with socket.create_server(("127.0.0.1", 0)) as plain:
            self.night.set(CONNECT_TIMEOUT_S="1", SOURCE="https://localhost"
                           ":%d/x" % plain.getsockname()[1])
            self.assertRefused(75, "latest: .*time")

    def test_no_tls(self):
        with socket.create_server(("127.0.0.1", 0)) as plain:
            self.night.set(SOURCE="https://localhost:%d/x" %
                           plain.getsockname()[1])
            plain.settimeout(PATIENCE)
            with self.night.start() as process:
                connection, _ = plain.accept()
                with connection:
                    connection.recv(1)
                    connection.sendall(b"220 welcome\r\n" * 100)
                said = process.communicate(timeout=PATIENCE)[1]
            self.assertEnds((process.returncode, said), 75, "latest: ")


def re_name(name):
    return "failed: " + name.replace(".", "[.]") + ": "


if __name__ == "__main__":
    main()
