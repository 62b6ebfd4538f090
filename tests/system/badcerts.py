"""Certificates with one fault each, and lists of revocation with one: made by
the openssl program, and where that refuses to, by changing bytes. Keys and
requests are made once and used by all."""

import base64
import collections
import os
import time

from authority import Authority, openssl

# What a pharmacy shows: the certificates it sends, leaf first, and its key.
Shown = collections.namedtuple("Shown", "chain key")

LEAF = {"basicConstraints": "critical,CA:FALSE",
        "keyUsage": "critical,digitalSignature",
        "extendedKeyUsage": "clientAuth",
        "subjectAltName": "URI:agb:02012345"}
CA = {"basicConstraints": "critical,CA:TRUE",
      "keyUsage": "critical,keyCertSign,cRLSign",
      "subjectKeyIdentifier": "hash"}

KEYS = {"rsa1024": ("RSA", "rsa_keygen_bits:1024"),
        "rsa1536": ("RSA", "rsa_keygen_bits:1536"),
        "rsa2048": ("RSA", "rsa_keygen_bits:2048"),
        "p192": ("EC", "ec_paramgen_curve:P-192"),
        "p224": ("EC", "ec_paramgen_curve:P-224")}
P256 = ("EC", "ec_paramgen_curve:P-256")

HOUR = 3600


def moment(seconds):
    """So long from now, as openssl wants to hear it."""
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + seconds))


def der(tag, *contents):
    """One element; its length in as few bytes as it takes."""
    content = b"".join(contents)
    length = len(content)
    if length < 128:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + content


def as_value(data):
    return "DER:" + data.hex()


RFC822, DNS, DIRECTORY, URI = 0x81, 0x82, 0xa4, 0x86


def names(*pairs):
    """A subjectAltName of any bytes: (kind, bytes) each."""
    return as_value(der(0x30, *(der(kind, text) for kind, text in pairs)))


def pem_of(data, what="CERTIFICATE"):
    return "-----BEGIN %s-----\n%s-----END %s-----\n" % (
        what, base64.encodebytes(data).decode(), what)


def der_of(pem):
    """The bytes of the first certificate or key in a text."""
    body = pem.split("-----")[2]
    return base64.b64decode(body)


def read(path):
    with open(path, encoding="ascii") as f:
        return f.read()


def write(path, text):
    with open(path, "w", encoding="ascii") as f:
        f.write(text)


def last_bit(data):
    """The last bit of a certificate belongs to its signature."""
    return data[:-1] + bytes((data[-1] ^ 1,))


class Issuer(Authority):
    """An authority: its certificate, its key, and the list it will give."""

    def __init__(self, folder, cert, key, above, crl):
        super().__init__(folder, cert, key)
        self.above = above   # the authority that signed this one, or None
        self.wanted = crl    # how its list is to be, or None
        with open(self.path("ca.cnf"), "a", encoding="ascii") as f:
            f.write("[strange]\n1.2.3.4 = critical,DER:0500\n"
                    "[scoped]\nissuingDistributionPoint = critical,@scope\n"
                    "[scope]\nonlyCA = TRUE\n")

    def sent(self):
        """What a client sends of the way to the root, lowest first."""
        if self.above is None:
            return []
        return [self.cert] + self.above.sent()

    def make_list(self):
        """The revocation list, PEM."""
        out = self.path("crl.pem")
        wanted = self.wanted
        args = ["-crl_lastupdate", moment(wanted.get("last", -60)),
                "-crl_nextupdate", moment(wanted.get("next", HOUR))]
        if "extensions" in wanted:
            args += ["-crlexts", wanted["extensions"]]
        if "by" in wanted:
            args += ["-cert", wanted["by"].cert, "-keyfile", wanted["by"].key]
        openssl("ca", "-config", self.path("ca.cnf"), "-gencrl", "-out", out,
                *args)
        return read(out)


class Workshop:
    """Makes what a case asks for; finish() makes the files of a server that
    knows the roots and has all their lists."""

    def __init__(self, folder):
        self.dir = folder
        os.makedirs(folder)
        self.made = 0
        self.issuers = {}
        self.leaves = {}
        self.root = self.authority("root", above=None)

    def path(self, name):
        return os.path.join(self.dir, name)

    def fresh(self, ending):
        self.made += 1
        return self.path("%d%s" % (self.made, ending))

    def key(self, name):
        path = self.path(name + ".key")
        if not os.path.exists(path):
            kind, option = KEYS.get(name, P256)
            openssl("genpkey", "-algorithm", kind, "-pkeyopt", option,
                    "-out", path)
        return path

    def request(self, key):
        path = self.path(key + ".csr")
        if not os.path.exists(path):
            openssl("req", "-new", "-key", self.key(key), "-subj", "/CN=x",
                    "-out", path)
        return path

    def extensions(self, usual, changes):
        """An extension that is None is left out."""
        path = self.fresh(".ext")
        lines = {**usual, **changes}
        write(path, "".join("%s = %s\n" % (k, v) for k, v in lines.items()
                            if v is not None))
        return path

    def sign(self, above, key, subject, ext, start=-60, end=HOUR, md="sha256"):
        out = self.fresh(".pem")
        openssl("ca", "-batch", "-notext", "-config", above.path("ca.cnf"),
                "-in", self.request(key), "-subj", subject, "-md", md,
                "-startdate", moment(start), "-enddate", moment(end),
                "-extfile", ext, "-out", out)
        return out

    def self_signed(self, key, subject, ext):
        out = self.fresh(".pem")
        request = self.fresh(".csr")
        openssl("req", "-new", "-key", self.key(key), "-subj", subject,
                "-out", request)
        openssl("x509", "-req", "-in", request, "-signkey", self.key(key),
                "-extfile", ext, "-days", "1", "-out", out)
        return out

    def authority(self, name, above="root", key=None, subject=None, crl=(),
                  trusted=True, revoked=False, edit=None, change=None, **rest):
        """The one of that name; made when it is first asked for. change:
        extensions that are otherwise; crl: what is odd about its list."""
        if name in self.issuers:
            return self.issuers[name]
        key = key or ("root-" + name if above is None else "ca")
        subject = subject or "/CN=" + name
        ext = self.extensions(CA, change or {})
        if above == "root":
            above = self.root
        if above is None:
            cert = self.self_signed(key, subject, ext)
        else:
            cert = self.sign(above, key, subject, ext, **rest)
        if revoked:
            above.revoke(cert)
        self.edit(cert, edit)
        issuer = Issuer(self.path("of-" + name), cert, self.key(key), above,
                        None if crl is None else dict(crl))
        issuer.trusted = trusted
        self.issuers[name] = issuer
        return issuer

    def edit(self, cert, how):
        if how is not None:
            write(cert, pem_of(how(der_of(read(cert)))))

    def leaf(self, above=None, key="leaf", subject="/CN=counter", san=(),
             change=None, revoked=False, edit=None, send=None, shown_key=None,
             **rest):
        """What a pharmacy shows. san: its names, where they are not as usual;
        change: other extensions; send: what follows the leaf, where that is
        not the way to the root."""
        wish = repr((above and above.dir, key, subject, san, change, revoked,
                     edit, send, shown_key, rest))
        if wish in self.leaves:
            return self.leaves[wish]
        above = above or self.root
        change = dict(change or {})
        if san != ():
            change["subjectAltName"] = san
        cert = self.sign(above, key, subject, self.extensions(LEAF, change),
                         **rest)
        if revoked:
            above.revoke(cert)
        self.edit(cert, edit)
        send = above.sent() if send is None else send
        self.leaves[wish] = self.show([cert, *send],
                                      shown_key or self.key(key))
        return self.leaves[wish]

    def show(self, certs, key):
        chain = self.fresh(".chain")
        write(chain, "".join(read(cert) for cert in certs))
        return Shown(chain, key)

    def show_self_signed(self, subject="/CN=counter"):
        ext = self.extensions(LEAF, {})
        return self.show([self.self_signed("leaf", subject, ext)],
                         self.key("leaf"))

    def mixed_key(self):
        """A key file that says the leaf's public half and is not its secret
        one: programs believe it, signatures made with it are wrong."""
        path = self.path("mixed.key")
        ours, other = (der_of(openssl("ec", "-in", self.key(name)))
                       for name in ("leaf", "other"))
        # SEQUENCE, version 1, OCTET STRING of 32 bytes: from 7 on.
        write(path, pem_of(ours[:7] + other[7:39] + ours[39:],
                           "EC PRIVATE KEY"))
        return path

    def finish(self):
        """Writes clients-ca.pem, crl.pem, and both in one as lax.pem."""
        roots = "".join(read(issuer.cert) for issuer in self.issuers.values()
                        if issuer.above is None and issuer.trusted)
        lists = "".join(issuer.make_list() for issuer in self.issuers.values()
                        if issuer.wanted is not None)
        write(self.path("clients-ca.pem"), roots)
        write(self.path("crl.pem"), lists)
        write(self.path("lax.pem"), roots + lists)
