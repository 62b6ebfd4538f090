"""Certificates of every kind, made with the openssl program by the authority
of a first run, or by one of its own."""

import os
import subprocess

CONF = """
[ca]
default_ca = ours
[ours]
dir = {dir}
database = {dir}/index.txt
new_certs_dir = {dir}
serial = {dir}/serial
crlnumber = {dir}/crlnumber
certificate = {cert}
private_key = {key}
default_md = sha256
default_days = 30
default_crl_days = 30
policy = any
unique_subject = no
copy_extensions = none
[any]
commonName = supplied
[req]
distinguished_name = empty
[empty]
"""


def openssl(*args, stdin=None):
    done = subprocess.run(["openssl", *args], input=stdin,
                          capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError("openssl %s\n%s" % (" ".join(args), done.stderr))
    return done.stdout


class Authority:
    def __init__(self, folder, cert=None, key=None):
        os.makedirs(folder)
        self.dir = folder
        self.cert = cert or self.path("ca.pem")
        self.key = key or self.path("ca.key")
        for name, text in (("index.txt", ""), ("serial", "1000\n"),
                           ("crlnumber", "1000\n"),
                           ("ca.cnf", CONF.format(dir=folder, cert=self.cert,
                                                  key=self.key))):
            with open(self.path(name), "w", encoding="utf-8") as f:
                f.write(text)
        if cert is None:
            openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                    "-subj", "/O=claimd/CN=claimd first-run authority",
                    "-keyout", self.key, "-out", self.cert)

    def path(self, name):
        return os.path.join(self.dir, name)

    def issue(self, name, sans, usage="clientAuth", start=None, end=None):
        """(certificate, key) for these names; sans like "URI:agb:02012345".
        start and end: YYMMDDHHMMSSZ."""
        cert, key = self.path(name + ".pem"), self.path(name + ".key")
        request, ext = self.path(name + ".csr"), self.path(name + ".ext")
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + name,
                "-keyout", key, "-out", request)
        with open(ext, "w", encoding="utf-8") as f:
            f.write("basicConstraints = critical,CA:FALSE\n"
                    "keyUsage = critical,digitalSignature\n"
                    "extendedKeyUsage = %s\n" % usage)
            if sans:
                f.write("subjectAltName = %s\n" % ",".join(sans))
        dates = []
        if start:
            dates += ["-startdate", start]
        if end:
            dates += ["-enddate", end]
        openssl("ca", "-batch", "-notext", "-config", self.path("ca.cnf"),
                "-in", request, "-out", cert, "-extfile", ext, *dates)
        return cert, key

    def revoke(self, cert):
        openssl("ca", "-config", self.path("ca.cnf"), "-revoke", cert)

    def crl(self, out):
        openssl("ca", "-config", self.path("ca.cnf"), "-gencrl", "-out", out)
