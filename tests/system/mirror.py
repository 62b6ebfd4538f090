"""An HTTPS server that serves a publisher's folder, or misbehaves in every way
that a test asks for."""

import http.server
import os
import ssl
import threading

from harness import PATIENCE


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        # In the connection's own thread: a handshake that fails ends it alone.
        self.request.settimeout(PATIENCE)
        self.request.do_handshake()
        super().setup()

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass  # the client went away, as it should

    def log_message(self, *args):
        pass

    def do_GET(self):
        name = self.path.rsplit("/", 1)[-1]
        self.server.mirror.asked.append(name)
        behave = self.server.mirror.behaviour.get(name, whole)
        behave(self)

    @property
    def file(self):
        return os.path.join(self.server.mirror.dir,
                            self.path.rsplit("/", 1)[-1])

    def content(self):
        with open(self.file, "rb") as f:
            return f.read()

    def begin(self, status=200, **headers):
        self.close_connection = True
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a refused certificate, a client that went away


class Mirror:
    """https://localhost:PORT/ over a folder. behaviour: name to one of the
    functions below; asked: the names that were asked for."""

    def __init__(self, folder, cert, key):
        self.dir = folder
        self.behaviour = {}
        self.asked = []
        self.released = threading.Event()  # for those that stall
        self.stalled = threading.Event()   # one of them does
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.mirror = self
        self.server.socket = context.wrap_socket(
            self.server.socket, server_side=True,
            do_handshake_on_connect=False)
        self.thread = threading.Thread(target=self.server.serve_forever,
                                       args=(0.05,), daemon=True)
        self.thread.start()

    @property
    def url(self):
        return "https://localhost:%d/gvs" % self.server.server_address[1]

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(PATIENCE)


# --- What a server may do ---------------------------------------------------

def whole(handler):
    try:
        body = handler.content()
    except OSError:
        status(404)(handler)
        return
    handler.begin(Content_Length=len(body))
    handler.wfile.write(body)


def status(code, times=None, then=whole):
    """Answers so; after so many times it does otherwise."""
    left = [times]

    def behave(handler):
        if left[0] == 0:
            then(handler)
            return
        if left[0] is not None:
            left[0] -= 1
        handler.begin(code, Content_Length=0)
    return behave


def says(body):
    def behave(handler):
        handler.begin(Content_Length=len(body))
        handler.wfile.write(body)
    return behave


def announces(length):
    """Says how much will come, and sends what it has of it."""
    def behave(handler):
        handler.begin(Content_Length=length)
        handler.wfile.write(handler.content())
    return behave


def truncated(handler):
    body = handler.content()
    handler.begin(Content_Length=len(body))
    handler.wfile.write(body[:len(body) // 2])


def endless(announced=None, chunked=False):
    """Begins like the file and never ends. Without a length, or chunked, or
    with one that is too large."""
    def behave(handler):
        if chunked:
            handler.begin(Transfer_Encoding="chunked")
        elif announced is not None:
            handler.begin(Content_Length=announced)
        else:
            handler.begin()
        block = handler.content()
        while True:  # until the client has had enough
            if chunked:
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(block), block))
            else:
                handler.wfile.write(block)
            block = b"x" * 65536
    return behave


def endless_header(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: " + b"x" * 1000 + b"\r\n")


def redirects(to):
    def behave(handler):
        handler.begin(302, Location=to, Content_Length=0)
    return behave


def stalls(handler):
    """Half of it, then nothing until the test says so; then the rest."""
    mirror = handler.server.mirror
    body = handler.content()
    handler.begin(Content_Length=len(body))
    handler.wfile.write(body[:len(body) // 2])
    handler.wfile.flush()
    mirror.stalled.set()
    if mirror.released.wait(PATIENCE):
        handler.wfile.write(body[len(body) // 2:])


def wants(authorization):
    """Serves those alone who say this in their header Authorization."""
    def behave(handler):
        if handler.headers.get("Authorization") == authorization:
            whole(handler)
        else:
            handler.begin(401, WWW_Authenticate="Basic", Content_Length=0)
    return behave


def hangs_up(handler):
    handler.close_connection = True


def once(behave, then=whole):
    """The first time so, then otherwise."""
    left = [behave]

    def first_so(handler):
        (left.pop() if left else then)(handler)
    return first_so
