"""claimd, the echo of its network layer, nginx and redis: the same
certificates, TLS 1.3 with AES-128-GCM, clients that show theirs."""

import os
import shutil
import signal

from .process import Server, free_port

SUITE = "TLS_AES_128_GCM_SHA256"
# echo.c: a reply has so many bytes, with its LF.
REPLY_BYTES = 901
# Nowhere else in what nginx says.
BODY_END = "~"


def io_threads(build):
    """As claimd and the echo count them: one less than the processors."""
    return max(1, len(os.sched_getaffinity(0)) - 1)


class Claimd(Server):
    """On the ledger of its site. preload: a library that changes it; fresh:
    each start finds the ledger as it was filled."""

    ready = r"ready: listening on \S*:(\d+)"

    def __init__(self, name, site, preload=None, fresh=False):
        super().__init__(name, site.dir)
        self.site = site
        self.preload = preload
        self.fresh = fresh

    def command(self):
        return [os.path.join(self.site.build, "daemon", "claimd"), "-f",
                "-c", self.site.conf]

    def environment(self):
        return dict(os.environ, LD_PRELOAD=self.preload) \
            if self.preload else None

    def prepare(self):
        if self.fresh:
            self.site.restore()

    def on_ready(self, match):
        self.port = int(match.group(1))


class Echo(Server):
    """claimd's own listener, TLS and connections; nothing behind them."""

    ready = r"ready \S*:(\d+)"
    fresh = False

    def __init__(self, site):
        super().__init__("echo", site.dir)
        self.site = site

    def command(self):
        return [os.path.join(self.site.build, "tests", "bench", "echo"),
                "-c", self.site.conf, "-p", "0"]

    def on_ready(self, match):
        self.port = int(match.group(1))


NGINX = """
daemon off;
master_process on;
worker_processes %(workers)d;
worker_rlimit_nofile 16384;
pid %(folder)s/nginx.pid;
error_log stderr notice;
events { worker_connections 8192; }
http {
	access_log off;
	client_body_temp_path %(folder)s/body;
	proxy_temp_path %(folder)s/proxy;
	fastcgi_temp_path %(folder)s/fastcgi;
	uwsgi_temp_path %(folder)s/uwsgi;
	scgi_temp_path %(folder)s/scgi;
	keepalive_requests 1000000000;
	keepalive_timeout 600s;
	server {
		listen 127.0.0.1:%(port)d ssl backlog=512;
		ssl_certificate %(site)s/server.pem;
		ssl_certificate_key %(site)s/server.key;
		ssl_client_certificate %(site)s/ca.pem;
		ssl_verify_client on;
		ssl_protocols TLSv1.3;
		ssl_conf_command Ciphersuites %(suite)s;
		ssl_session_tickets off;
		ssl_session_cache off;
		location / {
			default_type application/json;
			return 200 "%(body)s";
		}
	}
}
"""


class Nginx(Server):
    """`return 200` with a body of the echo's size; a worker for each I/O
    thread of the echo."""

    ready = r"start worker process "
    stop_signal = signal.SIGTERM
    fresh = False

    def __init__(self, folder, site):
        super().__init__("nginx", folder)
        self.site = site

    def prepare(self):
        self.port = free_port()
        self.conf = os.path.join(self.folder, "nginx.conf")
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(NGINX % {
                "workers": io_threads(self.site.build), "folder": self.folder,
                "port": self.port, "site": self.site.dir, "suite": SUITE,
                "body": "x" * (REPLY_BYTES - 1) + BODY_END})

    def command(self):
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        return [program, "-p", self.folder, "-e", "stderr", "-c", self.conf]


class Redis(Server):
    """Syncs its file before it answers; rewrites it never, which is in its
    favour. Each start finds it empty: it keeps all in memory."""

    ready = r"Ready to accept connections"
    fresh = True

    def __init__(self, folder, site):
        super().__init__("redis", folder)
        self.site = site

    def prepare(self):
        shutil.rmtree(self.folder)
        os.makedirs(self.folder)
        self.port = free_port()

    def command(self):
        site = self.site.dir
        return ["redis-server", "--bind", "127.0.0.1", "--port", "0",
                "--tls-port", str(self.port), "--dir", self.folder,
                "--tls-cert-file", os.path.join(site, "server.pem"),
                "--tls-key-file", os.path.join(site, "server.key"),
                "--tls-ca-cert-file", os.path.join(site, "ca.pem"),
                "--tls-auth-clients", "yes", "--tls-protocols", "TLSv1.3",
                "--tls-ciphersuites", SUITE, "--tls-session-caching", "no",
                "--appendonly", "yes", "--appendfsync", "always",
                "--auto-aof-rewrite-percentage", "0", "--save", "",
                "--maxclients", "10000"]
