#!/usr/bin/env python3
"""Bad certificates, each with one fault, shown over TLS to a claimd that
must refuse them. That a case can fail is shown with each: a twin without the
fault is let in by claimd, and a lax server lets in the bad one and finds that
fault, and no other. claimd runs under a configuration of OpenSSL as lax as
can be: what it refuses must not depend on the system's."""

import collections
import os
import re
import ssl

import harness
from badcerts import (DIRECTORY, DNS, HOUR, RFC822, URI, Shown, Workshop, der,
                      der_of, last_bit, names, read)
from lax import CONF, LaxServer

AGB = b"agb:02012345"
LISTED = b"balie1.example"

CLIENTS = """
client balie1 { san = "DNS:balie1.example" pharmacy = "02012345" }
client balie2 { san = "DNS:balie2.example" pharmacy = "02099999" }
client portal { san = "URI:https://balie1.example/x" pharmacy = "02012345" }
"""

# bad, good: what the workshop makes. cause: what the log of claimd must say.
# found: what the lax server finds; unless given the same as the cause. None:
# it too refuses.
Case = collections.namedtuple("Case", "name bad good cause found")


def leaf(**wishes):
    """A leaf with these wishes; above: the wishes for its authority."""
    def make(shop):
        asked = dict(wishes)
        if "above" in asked:
            asked["above"] = asked["above"](shop)
        return shop.leaf(**asked)
    return make


def below(name, **wishes):
    """An authority of that name; above: the maker of the one above it."""
    def make(shop):
        asked = dict(wishes)
        if asked.get("above") is not None:
            asked["above"] = asked["above"](shop)
        return shop.authority(name, **asked)
    return make


def of(name, **wishes):
    """A usual leaf of an authority with these wishes."""
    return leaf(above=below(name, **wishes))


def chain_of(count, prefix):
    """The lowest of so many authorities, one below another."""
    above = None
    for i in range(count):
        more = {} if above is None else {"above": above}
        above = below("%s-%d" % (prefix, i), **more)
    return above


GOOD = leaf()
BELOW = of("good")

# What also is found where a fault has these consequences.
NO_ISSUER = ("unable to get local issuer certificate",
             "unable to verify the first certificate")
NO_LIST = ("CRL signature failure", "key usage does not include CRL signing")
NOT_FOR_IT = ("unsuitable certificate purpose",)
MAY_NOT_SIGN = ("key usage does not include certificate signing",)


def case(name, bad, cause, good=GOOD, beside=()):
    """What is wrong for any server."""
    return Case(name, bad, good, cause, {cause, *beside})


def weak(name, bad, cause, good=GOOD):
    """What is wrong for those only who do not take all that is old."""
    return Case(name, bad, good, cause, set())


def strange(value):
    """A certificate with an extension that nobody knows."""
    return {"1.2.3.4": value}


# What is wrong with the certificate itself.
LEAVES = [
    case("expired a minute ago", leaf(end=-60, start=-HOUR),
         "certificate has expired", good=leaf(end=HOUR, start=-HOUR)),
    case("valid in an hour", leaf(start=HOUR, end=2 * HOUR),
         "certificate is not yet valid", good=leaf(start=-60, end=2 * HOUR)),
    case("for servers only", leaf(change={"extendedKeyUsage": "serverAuth"}),
         "unsuitable certificate purpose", good=leaf(
             change={"extendedKeyUsage": "serverAuth,clientAuth"})),
    case("for mail only",
         leaf(change={"extendedKeyUsage": "emailProtection"}),
         "unsuitable certificate purpose",
         good=leaf(change={"extendedKeyUsage": None})),
    case("for any purpose, which is none that is named",
         leaf(change={"extendedKeyUsage": "anyExtendedKeyUsage"}),
         "unsuitable certificate purpose"),
    case("for nothing", leaf(change={"extendedKeyUsage": "1.2.3.4"}),
         "unsuitable certificate purpose"),
    case("a key for encipherment only",
         leaf(change={"keyUsage": "critical,keyEncipherment"}),
         "unsuitable certificate purpose",
         good=leaf(change={"keyUsage": None})),
    case("a key for lists only", leaf(change={"keyUsage": "cRLSign"}),
         "unsuitable certificate purpose"),
    case("an unknown critical extension",
         leaf(change=strange("critical,DER:0500")),
         "unhandled critical extension", good=leaf(change=strange("DER:0500"))),
    case("a broken signature", leaf(edit=last_bit),
         "certificate signature failure"),
    weak("signed with SHA-1", leaf(md="sha1"),
         "CA signature digest algorithm too weak", good=leaf(md="sha384")),
    weak("signed with MD5", leaf(above=below("rsa", key="rsa2048"), md="md5"),
         "CA signature digest algorithm too weak",
         good=leaf(above=below("rsa", key="rsa2048"))),
    weak("RSA-1024", leaf(key="rsa1024"), "EE certificate key too weak",
         good=leaf(key="rsa2048")),
    weak("RSA-1536", leaf(key="rsa1536"), "EE certificate key too weak",
         good=leaf(key="rsa2048")),
]


def crowd(room):
    """Our certificate, and as many others as fit in so many bytes of the
    message of TLS 1.3, and one more with room for one more."""
    def make(shop):
        shown = shop.leaf()
        copy = len(der_of(read(shop.root.cert))) + 5
        left = room - 4 - len(der_of(read(shown.chain))) - 5
        return shop.show([shown.chain] + [shop.root.cert] * (left // copy),
                         shown.key)
    return make


CERTIFICATES_MAX = 32768  # daemon/net/limits.h
ONE_MORE = 400            # bytes of a certificate of ours, at least

# What fails before anybody looks at the certificate, or after.
SHOWN = [
    Case("the key of another", lambda shop: shop.leaf(
        shown_key=shop.mixed_key()), GOOD, "bad signature", None),
    Case("a certificate too many", crowd(CERTIFICATES_MAX + ONE_MORE),
         crowd(CERTIFICATES_MAX), "excessive message size", set()),
    Case("a name of 40 000 bytes", leaf(san=names((URI, b"a" * 40000))),
         leaf(san=names((URI, b"a" * 20000), (URI, AGB))),
         "excessive message size", set()),
    Case("no certificate", lambda shop: Shown(None, None), GOOD,
         "peer did not return a certificate", set()),
]

# Who signed it, and who signed that one.
AUTHORITIES = [
    case("of another authority",
         of("stranger", above=None, trusted=False),
         "unable to get local issuer certificate",
         good=of("trusted", above=None), beside=NO_ISSUER + NO_LIST),
    case("of another authority, sent along",
         lambda shop: shop.leaf(
             above=shop.authority("stranger", above=None, trusted=False),
             send=[shop.authority("stranger").cert]),
         "self-signed certificate in certificate chain"),
    case("of another authority with our authority's name",
         of("impostor", above=None, trusted=False, subject="/CN=root"),
         "unable to get local issuer certificate",
         beside=NO_ISSUER + NO_LIST),
    case("signed by itself", lambda shop: shop.show_self_signed(),
         "self-signed certificate", beside=NO_LIST),
    case("signed by itself, with our authority's name",
         lambda shop: shop.show_self_signed("/CN=root"),
         "self-signed certificate", beside=NO_LIST),
    case("the authority in between not sent",
         lambda shop: shop.leaf(above=shop.authority("good"), send=[]),
         "unable to get local issuer certificate", good=BELOW,
         beside=NO_ISSUER + NO_LIST),
    case("the wrong authority in between sent",
         lambda shop: shop.leaf(above=shop.authority("good"),
                                send=[shop.authority("rsa").cert]),
         "unable to get local issuer certificate", good=BELOW,
         beside=NO_ISSUER + NO_LIST),
    case("of an authority that expired", of("expired", end=-60, start=-HOUR),
         "certificate has expired", good=BELOW),
    case("of an authority that is not yet valid",
         of("early", start=HOUR, end=2 * HOUR),
         "certificate is not yet valid", good=BELOW),
    case("of one that says it is no authority",
         of("leaf-1", change={"basicConstraints": "critical,CA:FALSE"}),
         "invalid CA certificate", good=BELOW, beside=NOT_FOR_IT),
    case("of one that does not say it is an authority",
         of("leaf-2", change={"basicConstraints": None}),
         "invalid CA certificate", good=BELOW),
    case("of one that says nothing of what it is for",
         of("leaf-3", change={"basicConstraints": None, "keyUsage": None}),
         "invalid CA certificate", good=BELOW, beside=NOT_FOR_IT),
    case("of a pharmacy", of("counter", change={
        "basicConstraints": "critical,CA:FALSE",
        "keyUsage": "critical,digitalSignature",
        "extendedKeyUsage": "clientAuth"}),
         "invalid CA certificate", good=BELOW,
         beside=NOT_FOR_IT + MAY_NOT_SIGN + NO_LIST[1:]),
    case("of an authority that may not sign certificates",
         of("lists-only", change={"keyUsage": "critical,cRLSign"}),
         "invalid CA certificate", good=BELOW,
         beside=NOT_FOR_IT + MAY_NOT_SIGN),
    case("of an authority for servers", of("servers", change={
        "extendedKeyUsage": "serverAuth"}),
         "unsuitable certificate purpose", good=of("clients", change={
             "extendedKeyUsage": "clientAuth"})),
    case("of an authority with an unknown critical extension",
         of("unknown", change=strange("critical,DER:0500")),
         "unhandled critical extension",
         good=of("known", change=strange("DER:0500"))),
    case("of an authority with a broken signature",
         of("broken", edit=last_bit), "certificate signature failure",
         good=BELOW),
    weak("of an authority that was signed with SHA-1",
         of("sha1", md="sha1"), "CA signature digest algorithm too weak",
         good=BELOW),
    weak("of an authority with RSA-1024", of("rsa1024", key="rsa1024"),
         "CA certificate key too weak", good=of("rsa", key="rsa2048")),
    weak("of an authority on a curve of 192 bits", of("p192", key="p192"),
         "CA certificate key too weak", good=of("p224", key="p224")),
    weak("five authorities in between", leaf(above=chain_of(5, "five")),
         "certificate chain too long", good=leaf(above=chain_of(4, "four"))),
    case("of an authority below one that has none below it",
         of("below-0", above=below("length-0", change={
             "basicConstraints": "critical,CA:TRUE,pathlen:0"})),
         "path length constraint exceeded",
         good=of("below-1", above=below("length-1", change={
             "basicConstraints": "critical,CA:TRUE,pathlen:1"}))),
    case("a name that its authority may not give",
         leaf(above=below("permitted", change={
             "nameConstraints": "critical,permitted;DNS:balie1.example"}),
              san="DNS:balie2.example"),
         "permitted subtree violation",
         good=leaf(above=below("permitted"), san="DNS:balie1.example")),
    case("a name that is excluded",
         leaf(above=below("excluded", change={
             "nameConstraints": "critical,excluded;DNS:balie2.example"}),
              san="DNS:balie2.example"),
         "excluded subtree violation",
         good=leaf(above=below("excluded"), san="DNS:balie1.example")),
    case("a URI of a host that is excluded",
         leaf(above=below("excluded-uri", change={
             "nameConstraints": "critical,excluded;URI:balie1.example"}),
              san="URI:https://balie1.example/x"),
         "excluded subtree violation",
         good=leaf(san="URI:https://balie1.example/x")),
    case("a URI without a host where hosts are constrained",
         of("hosts", change={
             "nameConstraints": "critical,permitted;URI:balie1.example"}),
         "unsupported or invalid name syntax",
         good=leaf(above=below("hosts"),
                   san="URI:https://balie1.example/x")),
]

# What is revoked, and who says so.
LISTS = [
    case("revoked", leaf(revoked=True), "certificate revoked"),
    case("of an authority that was revoked", of("revoked", revoked=True),
         "certificate revoked", good=BELOW),
    case("of an authority below one that was revoked",
         of("below-revoked", above=below("revoked", revoked=True)),
         "certificate revoked",
         good=of("below-good", above=below("good"))),
    case("revoked by an authority in between",
         lambda shop: shop.leaf(above=shop.authority("good"), revoked=True),
         "certificate revoked", good=BELOW),
    case("of an authority whose list expired a minute ago",
         of("old-list", crl={"last": -HOUR, "next": -60}),
         "CRL has expired",
         good=of("new-list", crl={"last": -HOUR, "next": HOUR})),
    case("of an authority whose list is for later",
         of("early-list", crl={"last": HOUR, "next": 2 * HOUR}),
         "CRL is not yet valid", good=BELOW),
    case("of an authority without a list", of("no-list", crl=None),
         "unable to get certificate CRL", good=BELOW),
    case("of a root without a list", of("listless", above=None, crl=None),
         "unable to get certificate CRL", good=of("trusted", above=None)),
    case("of an authority below a root without a list",
         of("below-listless", above=below("listless", above=None, crl=None)),
         "unable to get certificate CRL",
         good=of("below-trusted", above=below("trusted", above=None))),
    case("of an authority whose list another one signed",
         lambda shop: shop.leaf(above=shop.authority(
             "foreign", crl={"by": shop.authority(
                 "as-foreign", above=None, trusted=False, crl=None,
                 subject="/CN=foreign")})),
         "CRL signature failure", good=BELOW),
    case("of an authority that may not sign lists",
         of("no-lists", change={"keyUsage": "critical,keyCertSign"}),
         "key usage does not include CRL signing", good=BELOW),
    case("of an authority whose list says what nobody knows",
         of("odd-list", crl={"extensions": "strange"}),
         "unhandled critical CRL extension", good=BELOW),
    case("of an authority whose list is of authorities only",
         of("scoped", crl={"extensions": "scoped"}),
         "different CRL scope", good=BELOW,
         beside=("unable to get certificate CRL",)),
]

NONE = "none of the certificate's names is that of a pharmacy"
TWO = "the certificate's names are those of two pharmacies"


def named(name, *pairs, good=GOOD, cause=NONE):
    return Case(name, leaf(san=names(*pairs)), good, cause, set())


GOOD_DNS = leaf(san="DNS:balie1.example")

# All is well but the names.
NAMES = [
    Case("no name", leaf(san=None), GOOD, NONE, set()),
    Case("the name in the subject alone",
         leaf(san=None, subject="/CN=URI:agb:02012345"), GOOD, NONE, set()),
    Case("a listed host in the subject alone",
         leaf(san=None, subject="/CN=balie1.example"), GOOD_DNS, NONE, set()),
    Case("the name as the issuer's other name",
         leaf(san=None, change={"issuerAltName": "URI:agb:02012345"}), GOOD,
         NONE, set()),
    named("names, but not one"),
    named("the name as a host", (DNS, AGB)),
    named("the name as an address of mail", (RFC822, AGB)),
    named("a listed host as a URI", (URI, LISTED), good=GOOD_DNS),
    named("a listed host as a directory's name", (DIRECTORY, der(
        0x30, der(0x31, der(0x30, b"\x06\x03U\x04\x03", der(0x0c, LISTED))))),
        good=GOOD_DNS),
    named("NUL after the name", (URI, AGB + b"\0")),
    named("NUL and a stranger after the name",
          (URI, AGB + b"\0.stranger.example")),
    named("NUL in the name", (URI, b"agb:0201234\0")),
    named("NUL before the name", (URI, b"\0" + AGB)),
    named("NUL and a stranger after a listed host",
          (DNS, LISTED + b"\0.stranger.example"), good=GOOD_DNS),
    named("NUL in place of a listed host's last letter",
          (DNS, LISTED[:-1] + b"\0"), good=GOOD_DNS),
    named("a digit too few", (URI, AGB[:-1])),
    named("a digit too many", (URI, AGB + b"6")),
    named("a letter for a digit", (URI, b"agb:0201234O")),
    named("digits of another script", (URI, "agb:0201234٥".encode())),
    named("a line's end after the name", (URI, AGB + b"\n")),
    named("a space before the name", (URI, b" " + AGB)),
    named("the scheme in capitals", (URI, b"AGB:02012345")),
    named("the name below another scheme", (URI, b"urn:" + AGB)),
    named("a wildcard for a listed host", (DNS, b"*.example"), good=GOOD_DNS),
    named("a wildcard for all", (DNS, b"*"), good=GOOD_DNS),
    named("a host below a listed one", (DNS, b"x." + LISTED), good=GOOD_DNS),
    named("the domain of a listed host", (DNS, b"example"), good=GOOD_DNS),
    named("a dot after a listed host", (DNS, LISTED + b"."), good=GOOD_DNS),
    named("a look-alike of a listed host",
          (DNS, "bаlie1.example".encode()), good=GOOD_DNS),
    named("a listed URI in other letters",
          (URI, b"https://BALIE1.example/x"),
          good=leaf(san="URI:https://balie1.example/x")),
    named("a name of 8000 bytes", (URI, AGB + b"0" * 8000)),
    named("five hundred names of nobody",
          *((DNS, b"n%d.example" % i) for i in range(500)), good=leaf(
              san=names(*((DNS, b"n%d.example" % i) for i in range(500)),
                        (URI, AGB)))),
    named("two pharmacies, by URI", (URI, AGB), (URI, b"agb:02099999"),
          cause=TWO, good=leaf(san=names((URI, AGB), (URI, AGB)))),
    named("two pharmacies, by listed hosts", (DNS, LISTED),
          (DNS, b"balie2.example"), cause=TWO,
          good=leaf(san=names((DNS, LISTED), (DNS, LISTED.upper())))),
    named("two pharmacies, by URI and listed host", (URI, AGB),
          (DNS, b"balie2.example"), cause=TWO,
          good=leaf(san=names((URI, AGB), (DNS, LISTED)))),
]

CASES = SHOWN + LEAVES + AUTHORITIES + LISTS + NAMES


class BadCertificates(harness.SiteTest):
    @classmethod
    def setUpClass(cls):
        # Enough threads that no refusal goes unlogged: each logs ten a
        # second.
        cls.site = harness.Site(conf={r"listen \{":
                                      "threads { io = 32 }\nlisten {"})
        try:
            cls.set_up()
        except BaseException:
            cls.site.remove()
            raise

    @classmethod
    def set_up(cls):
        site = cls.site
        cls.shop = shop = Workshop(os.path.join(site.top, "shop"))
        cls.bad = {case.name: case.bad(shop) for case in CASES}
        cls.good = {case.name: case.good(shop) for case in CASES}
        shop.finish()
        site.edit(r'client_ca = ".*"',
                  'client_ca = "%s"' % shop.path("clients-ca.pem"))
        site.edit(r'crl = ".*"', 'crl = "%s"' % shop.path("crl.pem"))
        site.append(CLIENTS)
        cls.conf = shop.path("lax.cnf")
        with open(cls.conf, "w", encoding="ascii") as f:
            f.write(CONF)
        site.start(OPENSSL_CONF=cls.conf)

    def connect_with(self, port, shown):
        context = ssl.create_default_context(
            cafile=self.site.path("ca.pem"))
        context.check_hostname = False
        context.set_ciphers("ALL:@SECLEVEL=0")
        if shown.chain is not None:
            context.load_cert_chain(shown.chain, shown.key)
        connection = harness.Connection(port, context, hello=False)
        self.addCleanup(connection.close)
        return connection

    def counters(self):
        return self.site.control({"cmd": "status"})[0]["net"]

    def assertWelcome(self, shown):
        connection = self.connect_with(self.site.port, shown)
        self.assertEqual(connection.json()["hello"], "claimd")
        connection.close()

    def logged(self, since):
        line = self.site.wait_log("refused", since)
        return re.search(r"refused \S+: (.*)", line).group(1)

    def refusal(self, shown):
        """How claimd refuses: what the client sees, what the log says, and
        what was counted."""
        before, since = self.counters(), len(self.site.log)
        try:
            connection = self.connect_with(self.site.port, shown)
            reply = connection.json()
            self.assertNotIn("hello", reply)
            seen = reply["error"]["code"]
            self.assertIsNone(connection.line(), "it must be closed")
        except ssl.SSLError as e:
            seen = "alert" if "ALERT" in e.reason else e.reason
        cause, after = self.logged(since), self.counters()
        return seen, cause, {name: after[name] - before[name] for name in (
            "handshakes", "handshake_failures", "certificates_refused",
            "unknown_clients") if after[name] != before[name]}

    def check_unadmitted(self, case):
        seen, cause, counted = self.refusal(self.bad[case.name])
        self.assertEqual(seen, "alert")
        self.assertEqual(cause, "client certificate: " + case.cause)
        self.assertEqual(counted, {"handshake_failures": 1,
                                   "certificates_refused": 1})

    def check_unshown(self, case):
        seen, cause, counted = self.refusal(self.bad[case.name])
        self.assertEqual(seen, "alert")
        self.assertEqual(cause, case.cause)
        self.assertEqual(counted, {"handshake_failures": 1})

    def check_unknown(self, case):
        seen, cause, counted = self.refusal(self.bad[case.name])
        self.assertEqual(seen, "unknown_client")
        self.assertEqual(cause, case.cause)
        self.assertEqual(counted, {"handshakes": 1, "unknown_clients": 1})

    def each(self, cases, check):
        self.assertEqual(len({case.name for case in cases}), len(cases))
        for case in cases:
            with self.subTest(case.name):
                check(case)

    def test_what_is_shown(self):
        self.each(SHOWN, self.check_unshown)

    def test_leaves(self):
        self.each(LEAVES, self.check_unadmitted)

    def test_authorities(self):
        self.each(AUTHORITIES, self.check_unadmitted)

    def test_lists(self):
        self.each(LISTS, self.check_unadmitted)

    def test_names(self):
        self.each(NAMES, self.check_unknown)

    def test_their_twins_are_welcome(self):
        for shown in sorted(set(self.good.values())):
            with self.subTest(shown.chain):
                self.assertWelcome(shown)

    def test_a_lax_server_finds_that_fault_and_no_other(self):
        site = self.site
        lax = LaxServer(site.path("server.pem"), site.path("server.key"),
                        self.shop.path("lax.pem"), self.conf, "-rev")
        self.addCleanup(lax.end)

        def check(case):
            connection = self.connect_with(lax.port, self.bad[case.name])
            self.addCleanup(connection.close)
            try:
                connection.send(b"abc")
                echo = connection.line()
            except ssl.SSLError:
                echo = None
            connection.close()
            let_in, found = lax.verdict()
            if case.found is None:
                self.assertFalse(let_in)
                return
            self.assertEqual(echo, b"cba")
            self.assertEqual(found, case.found)
        self.each(CASES, check)


if __name__ == "__main__":
    harness.main()
