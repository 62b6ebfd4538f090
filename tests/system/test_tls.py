#!/usr/bin/env python3
"""Who may speak: the certificate decides (protocol, section 1)."""

import os
import socket
import ssl
import warnings

import harness
from authority import Authority

HANDSHAKE_ENDS = (ssl.SSLError, ConnectionResetError, BrokenPipeError)


class Certificates(harness.SiteTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ca = Authority(os.path.join(cls.site.top, "ca"),
                           cls.site.path("ca.pem"), cls.site.path("ca.key"))

    def open(self, cert=None, key=None):
        context = self.site.context(None, cert=cert, key=key)
        connection = harness.Connection(self.site.port, context, hello=False)
        self.addCleanup(connection.close)
        return connection

    def assertSilent(self, cert=None, key=None):
        """TLS refuses: not one line comes out."""
        try:
            line = self.open(cert, key).line()
        except HANDSHAKE_ENDS:
            return
        self.assertIsNone(line)

    def assertUnknown(self, *sans):
        name = "unknown-%d" % len(os.listdir(self.ca.dir))
        connection = self.open(*self.ca.issue(name, sans))
        reply = connection.json()
        self.assertError(reply, "unknown_client")
        self.assertNotIn("hello", reply)
        self.assertIsNone(connection.line(), "it must be closed")

    def assertWelcome(self, cert, key):
        self.assertEqual(self.open(cert, key).json()["hello"], "claimd")

    def test_the_right_certificate_gets_the_hello(self):
        hello = self.connect().hello
        self.assertEqual(hello["v"], 1)
        self.assertEqual(hello["hello"], "claimd")
        self.assertEqual(hello["max_line"], 16384)
        self.assertEqual(hello["max_in_flight"], 64)
        self.assertRegex(hello["version"], r"^\d+\.\d+\.\d+")

    def test_the_protocol_is_tls_1_3(self):
        self.assertEqual(self.connect().tls.version(), "TLSv1.3")

    def test_tls_1_2_is_refused_by_default(self):
        context = self.site.context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.assertRaises(HANDSHAKE_ENDS):
            harness.Connection(self.site.port, context).close()

    def test_no_session_is_handed_out(self):
        connection = self.connect()
        connection.ask({"v": 1, "op": "ping", "id": "p"})
        self.assertFalse(connection.tls.session is not None and
                         connection.tls.session.has_ticket)

    def test_a_session_is_not_resumed(self):
        context = self.site.context()
        first = harness.Connection(self.site.port, context)
        session = first.tls.session
        first.close()
        plain = socket.create_connection(("127.0.0.1", self.site.port))
        with context.wrap_socket(plain, session=session) as again:
            self.assertFalse(again.session_reused)

    def test_no_certificate(self):
        self.assertSilent()

    def test_a_certificate_of_another_authority(self):
        other = Authority(os.path.join(self.site.top, "other"))
        self.assertSilent(*other.issue("stranger", ["URI:agb:02012345"]))

    def test_an_expired_certificate(self):
        self.assertSilent(*self.ca.issue(
            "expired", ["URI:agb:02012345"],
            start="240101000000Z", end="250101000000Z"))

    def test_a_certificate_that_is_not_yet_valid(self):
        self.assertSilent(*self.ca.issue(
            "future", ["URI:agb:02012345"],
            start="400101000000Z", end="410101000000Z"))

    def test_a_certificate_of_the_wrong_role(self):
        self.assertSilent(*self.ca.issue(
            "server-role", ["URI:agb:02012345"], usage="serverAuth"))

    def test_no_name(self):
        self.assertUnknown()

    def test_names_that_say_nothing(self):
        self.assertUnknown("DNS:balie1.example")
        self.assertUnknown("URI:agb:2012345")
        self.assertUnknown("URI:agb:020123456")
        self.assertUnknown("URI:agb:0201234x")
        self.assertUnknown("URI:https://example.org/02012345")

    def test_a_name_in_the_subject_alone(self):
        cert, key = self.ca.issue("URI:agb:02012345", [])
        connection = self.open(cert, key)
        self.assertError(connection.json(), "unknown_client")

    def test_two_names_of_two_pharmacies(self):
        self.assertUnknown("URI:agb:02012345", "URI:agb:02099999")

    def test_a_second_name_that_says_nothing_does_no_harm(self):
        self.assertWelcome(*self.ca.issue(
            "two-names", ["URI:agb:02012345", "DNS:balie1.example"]))

    def test_a_new_certificate_of_a_known_pharmacy(self):
        self.assertWelcome(*self.ca.issue("renewed", ["URI:agb:02012345"]))

    def test_the_certificate_says_which_pharmacy_it_is(self):
        ours = harness.dispense(self.id(), self.bsn())
        self.connect().ask(ours)
        lookup = {"v": 1, "op": "lookup", "id": self.id(), "of": ours["id"]}
        self.assertEqual(self.connect().ask(lookup)["outcome"], "approve")
        other = self.connect(harness.UNCONTRACTED).ask(lookup)
        self.assertError(other, "no_such_claim")


class Revocation(harness.SiteTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ca = Authority(os.path.join(cls.site.top, "ca"),
                           cls.site.path("ca.pem"), cls.site.path("ca.key"))

    def test_a_revoked_certificate_is_sent_away_and_stays_away(self):
        cert, key = self.ca.issue("lost", ["URI:agb:02012345"])
        context = self.site.context(None, cert=cert, key=key)
        live = harness.Connection(self.site.port, context)
        other = self.connect()
        self.ca.revoke(cert)
        self.ca.crl(self.site.path("crl.pem"))
        self.site.reload()
        self.assertEqual([b'{"v":1,"bye":"revoked"}'], live.rest())
        live.close()
        try:
            again = harness.Connection(self.site.port, context, hello=False)
            self.addCleanup(again.close)
            self.assertIsNone(again.line())
        except HANDSHAKE_ENDS:
            pass
        self.assertTrue(other.ask({"v": 1, "op": "ping", "id": "p"})["pong"])
        self.assertTrue(self.connect().ask(
            {"v": 1, "op": "ping", "id": "p"})["pong"])


class NamesFromTheConfiguration(harness.SiteTest):
    """Without accept_agb_uri only what is listed speaks."""

    site_options = {"conf": {r"accept_agb_uri = true":
                             "accept_agb_uri = false"}}

    @classmethod
    def setUpClass(cls):
        site = harness.Site(**cls.site_options)
        cls.site = site
        site.append('client balie1 { san = "DNS:balie1.example" '
                    'pharmacy = "02012345" }\n'
                    'client balie2 { san = "URI:agb:02099999" '
                    'pharmacy = "02099999" }\n')
        site.start()
        cls.ca = Authority(os.path.join(site.top, "ca"),
                           site.path("ca.pem"), site.path("ca.key"))

    def first(self, cert, key):
        context = self.site.context(None, cert=cert, key=key)
        connection = harness.Connection(self.site.port, context, hello=False)
        self.addCleanup(connection.close)
        return connection.json()

    def test_a_listed_name(self):
        self.assertIn("hello", self.first(*self.ca.issue(
            "balie1", ["DNS:balie1.example"])))

    def test_a_listed_uri(self):
        self.assertIn("hello", self.first(
            self.site.path("client-02099999.pem"),
            self.site.path("client-02099999.key")))

    def test_an_agb_uri_that_is_not_listed(self):
        self.assertError(self.first(self.site.path("client-02012345.pem"),
                                    self.site.path("client-02012345.key")),
                         "unknown_client")

    def test_a_name_below_a_listed_one(self):
        self.assertError(self.first(*self.ca.issue(
            "below", ["DNS:x.balie1.example"])), "unknown_client")

    def test_a_wildcard_is_no_name(self):
        self.assertError(self.first(*self.ca.issue(
            "wild", ["DNS:*.example"])), "unknown_client")

    def test_two_listed_names_of_two_pharmacies(self):
        self.assertError(self.first(*self.ca.issue(
            "both", ["DNS:balie1.example", "URI:agb:02099999"])),
            "unknown_client")


class Tls12(harness.SiteTest):
    """What min_version = "1.2" allows, and what it does not."""

    site_options = {"conf": {r"tls \{": 'tls {\n\tmin_version = "1.2"'}}

    def context_1_2(self, ciphers=None):
        context = self.site.context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        if ciphers:
            context.set_ciphers(ciphers)
        return context

    def test_aead_is_welcome(self):
        with harness.Connection(self.site.port, self.context_1_2()) as c:
            self.assertEqual(c.tls.version(), "TLSv1.2")
            self.assertRegex(c.tls.cipher()[0], "GCM|CHACHA20|CCM")
            self.assertTrue(c.ask({"v": 1, "op": "ping", "id": "p"})["pong"])

    def test_cbc_is_not(self):
        context = self.context_1_2("ECDHE+AES+SHA1:ECDHE+AES+SHA256:"
                                   "!AESGCM:@SECLEVEL=0")
        with self.assertRaises(HANDSHAKE_ENDS):
            harness.Connection(self.site.port, context).close()

    def test_tls_1_1_is_not(self):
        context = self.site.context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
        with self.assertRaises(HANDSHAKE_ENDS):
            harness.Connection(self.site.port, context).close()

    def test_no_session_is_resumed(self):
        context = self.context_1_2()
        first = harness.Connection(self.site.port, context)
        session = first.tls.session
        first.close()
        self.assertFalse(session is not None and session.has_ticket)
        plain = socket.create_connection(("127.0.0.1", self.site.port))
        with context.wrap_socket(plain, session=session) as again:
            self.assertFalse(again.session_reused)

    def test_no_certificate(self):
        context = self.site.context(None)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.assertRaises(HANDSHAKE_ENDS):
            harness.Connection(self.site.port, context).close()


if __name__ == "__main__":
    harness.main()
