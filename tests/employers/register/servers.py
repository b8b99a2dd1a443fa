"""Real HTTP servers that answer as the register of organisations does, and as it does on a bad day."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from integration.demo.enterprise_register import BASE_PATH, Register, serve


@contextmanager
def running_register(register: Register) -> Iterator[str]:
    """The base address of a register that runs while the block does."""
    with serve(register, "127.0.0.1", 0) as server:
        yield from _run(server)


@contextmanager
def answering(answer: Callable[[], tuple[int, bytes]], *, after: float = 0) -> Iterator[str]:
    """The base address of a server that answers everything alike, after some seconds."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(after)
            status, body = answer()
            if after:
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        yield from _run(server)


def nobody_listens() -> str:
    """An address at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}{BASE_PATH}"


def as_json(value: object) -> bytes:
    """The value as the body of an answer."""
    return json.dumps(value).encode()


def _run(server: ThreadingHTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{BASE_PATH}"
    finally:
        server.shutdown()
        thread.join()
