"""PostgreSQL with the look-ups and the inserts of a claim in one function
(peers/dispense.sql): set up here from nothing, in the work folder."""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import time

from .process import Failed, Server, free_port

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "..", "peers")
# Sizes of its caches, and what keeps a checkpoint out of a run of seconds:
# claimd makes its own all the time. Nothing is less durable than as shipped.
SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": 300,
    "shared_buffers": "512MB",
    "huge_pages": "off",
    "synchronous_commit": "on",
    "fsync": "on",
    "full_page_writes": "on",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "wal_buffers": "64MB",
    "min_wal_size": "2GB",
    "max_wal_size": "32GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
    "maintenance_work_mem": "256MB",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "track_activities": "off",
    "ssl": "on",
    "ssl_cert_file": "'server.pem'",
    "ssl_key_file": "'server.key'",
    "ssl_ca_file": "'ca.pem'",
    "ssl_min_protocol_version": "'TLSv1.3'",
    "datestyle": "'iso'",
}
ARTICLES = 4000
# On average, of each insured.
SUPPLIES = 30


def programs():
    """Debian has them off the PATH, by version."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not found:
        raise Failed("PostgreSQL is not installed")
    return found[-1]


def as_user():
    """It does not run as root."""
    if os.getuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres",
            "--clear-groups", "--"]


class Postgres(Server):
    ready = r"database system is ready to accept connections"
    stop_signal = signal.SIGINT  # "fast": not when the last client has gone
    fresh = False

    def __init__(self, folder, site, claims):
        super().__init__("postgresql", folder)
        self.site = site
        self.claims = claims
        self.insured = max(100, claims // SUPPLIES)
        self.data = os.path.join(folder, "data")
        self.body = site.body_like()

    def own(self, path):
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(path, user.pw_uid, user.pw_gid)

    def initdb(self):
        self.own(self.folder)
        subprocess.run([*as_user(), os.path.join(programs(), "initdb"),
                        "-D", self.data, "-U", "bench", "-E", "UTF8",
                        "--locale=C", "--no-sync"], check=True, cwd="/",
                       stdout=subprocess.DEVNULL)
        for name in ("server.pem", "server.key", "ca.pem"):
            path = os.path.join(self.data, name)
            shutil.copyfile(self.site.path(name), path)
            os.chmod(path, 0o600)
            self.own(path)
        with open(os.path.join(self.data, "postgresql.conf"), "a",
                  encoding="utf-8") as file:
            for name, value in SETTINGS.items():
                file.write("%s = %s\n" % (name, value))
        with open(os.path.join(self.data, "pg_hba.conf"), "w",
                  encoding="utf-8") as file:
            file.write("hostssl all all 127.0.0.1/32 trust "
                       "clientcert=verify-ca\n")

    def prepare(self):
        self.port = free_port()
        if not os.path.exists(self.data):
            self.initdb()

    def command(self):
        return [*as_user(), os.path.join(programs(), "postgres"),
                "-D", self.data, "-p", str(self.port)]

    def start(self):
        new = not os.path.exists(self.data)
        super().start()
        if new:
            self.fill()

    def client_environment(self):
        return dict(
            os.environ, PGHOST="127.0.0.1", PGPORT=str(self.port),
            PGUSER="bench", PGDATABASE="postgres", PGSSLMODE="verify-ca",
            PGSSLROOTCERT=self.site.path("ca.pem"),
            PGSSLCERT=self.site.path("client-02012345.pem"),
            PGSSLKEY=self.site.path("client-02012345.key"))

    def fill(self):
        began = time.monotonic()
        variables = {"insured": self.insured, "articles": ARTICLES,
                     "reply_bytes": 900, "body": self.body}
        done = subprocess.run(
            ["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1",
             *("-v%s=%s" % v for v in variables.items()),
             "-f", os.path.join(PEERS, "dispense.sql")],
            env=self.client_environment(), text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            raise Failed("PostgreSQL was not filled:\n" + done.stdout)
        os.sync()
        print("filled PostgreSQL with %d claims in %.0f s" % (
            self.claims, time.monotonic() - began), flush=True)
