"""A server that trials are made with, and who asks it byte by byte. Everything stays on 127.0.0.1."""

import json
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "Tests/ParlanceTestSupport/Golden/models-0.1"
MODELS = {name: str(GOLDEN / name) for name in ("logistic", "lstm", "tagger")}


class Server:
    """`parlance serve` in a process of its own."""

    def __init__(self, program, *options, models=MODELS, port=0, descriptors=None):
        def limit():
            if descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        self.process = subprocess.Popen(
            [program, "serve", "--quiet", "--port", str(port), *options]
            + [f"{name}={path}" for name, path in models.items()],
            stderr=subprocess.PIPE, text=True, preexec_fn=limit)
        self.port = int(re.search(r":(\d+)/", self.process.stderr.readline()).group(1))
        while "ready" not in (line := self.process.stderr.readline()):
            if not line:
                raise SystemExit("the server has ended")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=60)

    @property
    def memory(self):
        """MB that are resident."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    @property
    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def stop(self, with_signal=signal.SIGTERM):
        self.process.send_signal(with_signal)
        return self.process.wait(timeout=90)

    def ask(self, path, body=None):
        """One request on a connection of its own: → status and answer."""
        with Client(self.port) as client:
            return client.ask(path, body)


class Client:
    """A connection."""

    def __init__(self, port, timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    @staticmethod
    def head(path, length, headers=""):
        return (f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{headers}"
                f"Content-Length: {length}\r\n\r\n").encode()

    def send(self, data):
        self.socket.sendall(data)

    def ask(self, path, body=None):
        if body is None:
            self.send(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        else:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send(self.head(path, len(data)) + data)
        return self.answer()

    def answer(self):
        """→ status and body; (0, None) where the other side closes before an answer."""
        while b"\r\n\r\n" not in self.rest:
            part = self.socket.recv(1 << 16)
            if not part:
                return 0, None
            self.rest += part
        head, rest = self.rest.split(b"\r\n\r\n", 1)
        length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
        while len(rest) < length:
            part = self.socket.recv(1 << 16)
            if not part:
                return 0, None
            rest += part
        body, self.rest = rest[:length], rest[length:]
        self.closes = b"connection: close" in head.lower()
        return int(head.split()[1]), json.loads(body) if body else None
