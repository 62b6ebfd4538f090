"""A server that takes whom claimd must not: openssl's own, which says what is
wrong with a certificate and goes on, at security level 0. What it lets in and
claimd does not, claimd refuses for a reason of its own."""

import os
import re
import subprocess
import threading

import harness

# The system's openssl.cnf may ask for more, or for less.
CONF = """
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = lax
[lax]
MinProtocol = TLSv1
CipherString = ALL:COMPLEMENTOFALL:@SECLEVEL=0
Options = UnsafeLegacyRenegotiation
"""


class LaxServer:
    def __init__(self, cert, key, roots, conf, *options):
        environment = {**os.environ, "OPENSSL_CONF": conf}
        self.process = subprocess.Popen(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", cert,
             "-key", key, "-CAfile", roots, "-crl_check_all", "-purpose",
             "sslclient", "-verify", "20", "-cipher",
             "ALL:COMPLEMENTOFALL:@SECLEVEL=0", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
            stderr=subprocess.STDOUT, text=True, errors="replace")
        self.port = int(self.read_to(r"ACCEPT .*:(\d+)")[-1].group(1))

    def read_to(self, *wanted):
        """What the lines say up to the first that matches the last pattern;
        all matches of all patterns."""
        found = []
        patience = threading.Timer(harness.PATIENCE, self.process.kill)
        patience.start()
        try:
            for line in self.process.stdout:
                for pattern in wanted:
                    match = re.search(pattern, line)
                    if match:
                        found.append(match)
                        if pattern == wanted[-1]:
                            return found
        finally:
            patience.cancel()
        raise AssertionError("s_server did not say " + wanted[-1])

    def verdict(self):
        """Of the connection under way: whether it was let in, and the set of
        what is wrong with its certificates."""
        found = self.read_to(r"verify error:num=\d+:(.*)",
                             r"^(Verification|No peer|CONNECTION FAILURE)")
        return (found[-1].group(1) != "CONNECTION FAILURE",
                {match.group(1) for match in found[:-1]})

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
