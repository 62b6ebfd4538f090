#!/usr/bin/env python3
"""Handshakes that claimd must refuse: old versions, weak suites and groups,
renegotiation, early data, and what is no handshake at all. As with bad
certificates (test_certificates.py) each has a twin that is welcome, claimd runs
under a lax configuration of OpenSSL, and what openssl's own client asks for a
lax server gives."""

import collections
import os
import re
import socket
import struct
import subprocess
import threading

import harness
from badcerts import der, der_of, read
from lax import CONF, LaxServer

# options: what s_client asks for; good: what it may ask for instead.
Asked = collections.namedtuple("Asked", "name options good cause")


def asked(name, options, cause, good=""):
    return Asked(name, options.split(), good.split(), cause)


OLD = "-cipher ALL:@SECLEVEL=0"
BY_DEFAULT = [
    asked("TLS 1.0", "-tls1 " + OLD, "unsupported protocol", "-tls1_3"),
    asked("TLS 1.1", "-tls1_1 " + OLD, "unsupported protocol", "-tls1_3"),
    asked("TLS 1.2", "-tls1_2", "unsupported protocol", "-tls1_3"),
    asked("a tag of 8 bytes", "-ciphersuites TLS_AES_128_CCM_8_SHA256",
          "no shared cipher", "-ciphersuites TLS_AES_256_GCM_SHA384"),
    asked("a suite that nobody needs",
          "-ciphersuites TLS_AES_128_CCM_SHA256", "no shared cipher",
          "-ciphersuites TLS_CHACHA20_POLY1305_SHA256"),
    asked("numbers of 2048 bits", "-groups ffdhe2048",
          "no suitable key share", "-groups P-384"),
    asked("numbers of 8192 bits", "-groups ffdhe8192",
          "no suitable key share", "-groups P-521"),
    asked("a curve that nobody needs", "-groups X448",
          "no suitable key share", "-groups X25519"),
]


def suite(name, ciphers):
    return asked(name, "-tls1_2 -cipher %s:@SECLEVEL=0" % ciphers,
                 "no shared cipher",
                 "-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256")


def curve(name):
    return asked("the curve " + name, "-tls1_2 -groups %s %s" % (name, OLD),
                 "no shared cipher", "-tls1_2 -groups P-256")


WITH_1_2 = [
    asked("TLS 1.0", "-tls1 " + OLD, "unsupported protocol", "-tls1_2"),
    asked("TLS 1.1", "-tls1_1 " + OLD, "unsupported protocol", "-tls1_2"),
    suite("no encryption", "eNULL"),
    suite("nobody's certificate", "aNULL"),
    suite("nobody's certificate and no encryption", "AECDH-NULL-SHA"),
    suite("CBC and SHA-1", "ECDHE-ECDSA-AES128-SHA"),
    suite("CBC and SHA-256", "ECDHE-ECDSA-AES128-SHA256"),
    suite("CBC and SHA-384", "ECDHE-ECDSA-AES256-SHA384"),
    suite("Camellia in CBC", "ECDHE-ECDSA-CAMELLIA128-SHA256"),
    suite("a tag of 8 bytes", "ECDHE-ECDSA-AES128-CCM8"),
    suite("CCM", "ECDHE-ECDSA-AES128-CCM"),
    suite("ARIA", "ECDHE-ECDSA-ARIA128-GCM-SHA256"),
    curve("secp224r1"),
    curve("secp256k1"),
    curve("brainpoolP256r1"),
]


def vector(size, *contents):
    content = b"".join(contents)
    return len(content).to_bytes(size, "big") + content


def extension(kind, *contents):
    return struct.pack(">H", kind) + vector(2, *contents)


SUITES = bytes.fromhex("1301c02b")
SIGNATURES = extension(13, vector(2, b"\x04\x03\x08\x04"))
GROUPS = extension(10, vector(2, b"\x00\x17"))
VERSION_1_3 = extension(43, vector(1, b"\x03\x04"))
# The base point of P-256 is as good a share as any.
SHARE = extension(51, vector(2, b"\x00\x17", vector(2, bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"))))
EXTENSIONS = (VERSION_1_3, SHARE, SIGNATURES, GROUPS)


def record(kind, content, version=b"\x03\x01"):
    return bytes((kind,)) + version + vector(2, content)


def message(kind, *contents):
    return bytes((kind,)) + vector(3, *contents)


def hello_body(version=b"\x03\x03", suites=SUITES, compressions=b"\0",
               extensions=EXTENSIONS):
    return b"".join((version, b"\x5a" * 32, vector(1), vector(2, suites),
                     vector(1, compressions), vector(2, *extensions)))


def hello(**wishes):
    return record(22, message(1, hello_body(**wishes)))


def with_extension(kind, content):
    return hello(extensions=EXTENSIONS + (extension(kind, content),))


def long_message(size):
    """The beginning of a message of that size."""
    return record(22, b"\x01" + size.to_bytes(3, "big") + bytes(1000))


# What is sent, and what claimd says of it.
RAW = [
    ("a request in plain text", b'{"v":1,"op":"ping","id":"p"}\n',
     "wrong version number"),
    ("HTTP", b"GET / HTTP/1.1\r\nHost: claimd\r\n\r\n", "http request"),
    ("HTTP by a proxy", b"CONNECT claimd:7443 HTTP/1.1\r\n\r\n",
     "https proxy request"),
    ("SSH", b"SSH-2.0-OpenSSH_9.2\r\n", "wrong version number"),
    ("zeros", bytes(64), "wrong version number"),
    ("a hello of SSL 2", bytes.fromhex("802e0100020015000000100100800200800300"
                                       "800400800500800600400700c0") +
     bytes(24), "unknown protocol"),
    ("SSL 3", record(22, message(1, hello_body(
        version=b"\x03\x00", extensions=())), b"\x03\x00"),
     "version too low"),
    ("a record of TLS 4", record(22, message(1, hello_body()), b"\x04\x00"),
     "wrong version number"),
    ("versions of nobody", hello(extensions=(
        extension(43, vector(1, b"\x7a\x7a")), SHARE, SIGNATURES, GROUPS)),
     "unsupported protocol"),
    ("no versions", hello(extensions=(
        extension(43, vector(1)), SHARE, SIGNATURES, GROUPS)),
     "unsupported protocol"),
    ("no suites", hello(suites=b""), "no ciphers specified"),
    ("half a suite", hello(suites=b"\x13"), "error in received cipher list"),
    ("suites of nobody", hello(suites=b"\x7a\x7a"), "no shared cipher"),
    ("a compression only", hello(compressions=b"\1"),
     "no compression specified"),
    ("no signatures", hello(extensions=(VERSION_1_3, SHARE, GROUPS)),
     "missing sigalgs extension"),
    ("signatures with SHA-1", hello(extensions=(
        VERSION_1_3, SHARE, GROUPS,
        extension(13, vector(2, b"\x02\x03\x02\x01")))),
     "no shared signature algorithms"),
    ("a share of a point that is on no curve", hello(extensions=(
        VERSION_1_3, SIGNATURES, GROUPS, extension(51, vector(
            2, b"\x00\x17", vector(2, b"\x04" + bytes(64)))))), "bad ecpoint"),
    ("the same extension twice",
     hello(extensions=EXTENSIONS + (GROUPS,)), "bad extension"),
    ("an extension cut short", hello(extensions=EXTENSIONS + (b"\0\x10\0",)),
     "bad extension"),
    ("ALPN without protocols", with_extension(16, vector(2)),
     "bad extension"),
    ("ALPN with a protocol without a name", with_extension(
        16, vector(2, vector(1))), "bad extension"),
    ("ALPN with half a protocol", with_extension(
        16, vector(2, b"\x09h2")), "bad extension"),
    ("NUL in the server's name", with_extension(
        0, vector(2, b"\0", vector(2, b"claimd\0.example"))),
     "bad extension"),
    ("a hello that ends before it ends", record(22, message(
        1, hello_body()[:40])), "length mismatch"),
    ("a hello with more behind it", record(22, message(
        1, hello_body() + b"x")), "length mismatch"),
    ("a hello of 16 megabytes", long_message((1 << 24) - 1),
     "excessive message size"),
    ("a hello of 140 000 bytes", long_message(140000),
     "excessive message size"),
    ("a record of 65 000 bytes", b"\x16\x03\x01" + struct.pack(">H", 65000) +
     bytes(100), "packet length too long"),
    ("empty records", record(22, b"") * 40, "record too small"),
    ("data before the hello", record(23, b"x" * 40), "unexpected message"),
    ("an alert before the hello", record(21, b"\2\x28"),
     "unexpected message"),
    ("a change of ciphers before the hello", record(20, b"\1"),
     "unexpected message"),
    ("a heartbeat", record(24, b"\1\x40\0"), "unexpected message"),
    ("the end before the beginning", record(22, message(20, bytes(32))),
     "unexpected message"),
    ("a server's hello", record(22, message(2, hello_body())),
     "unexpected message"),
    ("two hellos", hello() + hello(), "bad record type"),
]
WELCOME = [
    ("a hello", hello()),
    ("a protocol that claimd does not know",
     with_extension(16, vector(2, vector(1, b"h2")))),
    ("a server's name that is not ours",
     with_extension(0, vector(2, b"\0", vector(2, b"other.example")))),
]


class Handshakes(harness.SiteTest):
    tls = ""

    @classmethod
    def setUpClass(cls):
        conf = {r"listen \{": "threads { io = 32 }\nlisten {"}
        if cls.tls:
            conf[r"tls \{"] = "tls {\n\t%s" % cls.tls
        cls.site = harness.Site(conf=conf)
        try:
            cls.conf = os.path.join(cls.site.top, "lax.cnf")
            with open(cls.conf, "w", encoding="ascii") as f:
                f.write(CONF)
            cls.site.start(OPENSSL_CONF=cls.conf)
        except BaseException:
            cls.site.remove()
            raise

    def counters(self):
        return self.site.control({"cmd": "status"})[0]["net"]

    def lax(self, *options):
        site = self.site
        server = LaxServer(site.path("server.pem"), site.path("server.key"),
                           site.path("ca.pem"), self.conf, *options)
        self.addCleanup(server.end)
        return server

    def s_client(self, port, *options):
        cert = self.site.path("client-%s." % harness.PHARMACY)
        return subprocess.run(
            ["openssl", "s_client", "-connect", "127.0.0.1:%d" % port,
             "-cert", cert + "pem", "-key", cert + "key", *options],
            input="", capture_output=True, text=True, errors="replace",
            env={**os.environ, "OPENSSL_CONF": self.conf},
            timeout=harness.PATIENCE).stdout

    def s_client_until(self, port, pattern, count, *options, after=None):
        """The same, but it stays until it has said that so often; it is told
        to renegotiate after it has said something else."""
        cert = self.site.path("client-%s." % harness.PHARMACY)
        with subprocess.Popen(
                ["stdbuf", "-oL", "openssl", "s_client",
                 "-connect", "127.0.0.1:%d" % port, "-cert", cert + "pem",
                 "-key", cert + "key", *options],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True, errors="replace",
                env={**os.environ, "OPENSSL_CONF": self.conf}) as client:
            patience = threading.Timer(harness.PATIENCE, client.kill)
            patience.start()
            said = ""
            for line in client.stdout:
                said += line
                if after is not None and re.search(after, line):
                    client.stdin.write("R\n")
                    client.stdin.flush()
                    after = None
                count -= re.search(pattern, line) is not None
                if count == 0:
                    break
            patience.cancel()
            client.kill()
        self.assertEqual(count, 0, "%s was not said:\n%s" % (pattern, said))
        return said

    def cause(self, since):
        line = self.site.wait_log("refused", since)
        return re.search(r"refused \S+: (.*)", line).group(1)

    def change(self, before, *names):
        after = self.counters()
        return [after[name] - before[name] for name in names]

    def settled(self, act):
        """What comes of one handshake: (succeeded, failed)."""
        before = self.counters()
        act()
        while True:
            made = self.change(before, "handshakes", "handshake_failures")
            if any(made):
                return made

    def check_asked(self, cases, *options):
        lax = self.lax("-rev", *options)
        for case in cases:
            with self.subTest(case.name):
                since = len(self.site.log)
                self.assertEqual([0, 1], self.settled(
                    lambda: self.s_client(self.site.port, *case.options)))
                self.assertEqual(self.cause(since), case.cause)
                self.assertEqual([1, 0], self.settled(
                    lambda: self.s_client(self.site.port, *case.good)))
                self.s_client(lax.port, *case.options)
                self.assertTrue(lax.verdict()[0], "the lax server too")

    def answer(self, *sent):
        """The records that come back, as (kind, content). What is not the
        last is answered up to the server's end of its part of a hello."""
        records = []
        with socket.create_connection(("127.0.0.1", self.site.port),
                                      harness.PATIENCE) as plain, \
                plain.makefile("rb") as back:
            for data in sent:
                plain.sendall(data)
                while True:
                    head = back.read(5)
                    if len(head) < 5:
                        return records
                    content = back.read(int.from_bytes(head[3:], "big"))
                    records.append((head[0], content))
                    if data != sent[-1] and content[-4:-3] == b"\x0e":
                        break
                    if data == sent[-1] and head[0] == 22 and \
                            content[0] == 2:
                        return records
        return records


class ByDefault(Handshakes):
    def test_what_is_asked_for(self):
        self.check_asked(BY_DEFAULT, "-ciphersuites", "TLS_AES_128_CCM_8_"
                         "SHA256:TLS_AES_128_CCM_SHA256:"
                         "TLS_AES_128_GCM_SHA256", "-groups",
                         "P-256:ffdhe2048:ffdhe8192:X448")

    def test_what_is_no_handshake(self):
        for name, sent, cause in RAW:
            with self.subTest(name):
                before, since = self.counters(), len(self.site.log)
                self.answer(sent)
                self.assertEqual(self.cause(since), cause)
                self.assertEqual([0, 1], self.change(
                    before, "handshakes", "handshake_failures"))

    def test_what_is_one_gets_an_answer(self):
        for name, sent in WELCOME:
            with self.subTest(name):
                kind, content = self.answer(sent)[0]
                self.assertEqual((kind, content[0]), (22, 2))

    def test_early_data(self):
        # Or it forgets the session of a client that was cut; and a second
        # ticket would be written over the first while the client is cut.
        lax = self.lax("-early_data", "-no_anti_replay", "-num_tickets", "1")
        session = os.path.join(self.site.top, "session")
        early = os.path.join(self.site.top, "early")
        with open(early, "w", encoding="ascii") as f:
            f.write('{"v":1,"op":"ping","id":"early"}\n')
        options = ("-tls1_3", "-sess_in", session, "-early_data", early)
        self.s_client_until(lax.port, "New Session Ticket arrived", 1,
                            "-tls1_3", "-sess_out", session)
        before = self.counters()
        said = self.s_client(self.site.port, *options)
        self.assertIn("Early data was rejected", said)
        self.assertNotIn("Reused", said)
        self.assertEqual([0], self.change(before, "requests"))
        self.assertIn("Early data was accepted",
                      self.s_client(lax.port, *options))


class With12(Handshakes):
    tls = 'min_version = "1.2"'

    def test_what_is_asked_for(self):
        self.check_asked(WITH_1_2, "-groups",
                         "P-256:secp224r1:secp256k1:brainpoolP256r1")

    def certificate(self, data):
        """The cause after a certificate of these bytes, and an end that
        comes too early."""
        since = len(self.site.log)
        self.answer(hello(extensions=(SIGNATURES, GROUPS)),
                    record(22, message(11, vector(3, vector(3, data))),
                           b"\x03\x03") +
                    record(22, message(20, bytes(12)), b"\x03\x03"))
        return self.cause(since)

    def test_certificates_of_bad_bytes(self):
        good = der_of(read(self.site.path("client-02012345.pem")))
        self.assertEqual(self.certificate(good), "unexpected message")
        broken = "malformed ASN.1"
        for name, data, cause in (
                ("cut short", good[:-1], broken),
                ("nothing", b"", broken),
                ("half", good[:len(good) // 2], broken),
                ("more behind it", good + b"\0", "cert length mismatch"),
                ("a length that is too long", good[:2] + b"\xff" + good[3:],
                 broken),
                ("names that are no names",
                 good.replace(der(0x86, b"agb:02012345"),
                              b"\x06" + der(0x86, b"agb:02012345")[1:]),
                 "client certificate: unable to get local issuer "
                 "certificate"),
                ("a list of nothing", der(0x30), broken),
                ("text", b"agb:02012345", broken)):
            with self.subTest(name):
                self.assertNotEqual(data, good)
                said = self.certificate(data)
                self.assertEqual(said, cause)

    def test_renegotiation(self):
        lax = self.lax("-rev", "-client_renegotiation")
        # What comes from claimd in between would be out of place.
        for port, renegotiates, after in (
                (self.site.port, False, '"hello":"claimd"'),
                (lax.port, True, "Verify return code")):
            said = self.s_client_until(
                port, "ServerHello$" if renegotiates else "no_renegotiation",
                2 if renegotiates else 1, "-tls1_2", "-msg", after=after)
            self.assertEqual(len(re.findall("ServerHello$", said, re.M)),
                             2 if renegotiates else 1)


if __name__ == "__main__":
    harness.main()
