"""Opens sessions, runs one statement in each, and keeps them: sessions.py PORT HOW_MANY [hold]

Says "open N" when all are; with "hold" it keeps them until it is killed. Log-in by SCRAM-SHA-256 as PGUSER.
"""

import base64
import hashlib
import hmac
import os
import signal
import socket
import struct
import sys

USER, PASSWORD, DATABASE = os.environ["PGUSER"], os.environ["PGPASSWORD"], os.environ["PGDATABASE"]
keys = {}


def message(kind, body):
    return kind + struct.pack("!I", len(body) + 4) + body


def receive(stream):
    head = stream.read(5)
    if len(head) < 5:
        raise SystemExit("the server has hung up")
    body = stream.read(struct.unpack("!I", head[1:])[0] - 4)
    if head[:1] == b"E":
        raise SystemExit(f"the server says {body!r}")
    return head[:1], body


def client_key(salt, iterations):
    """The key's derivation is slow on purpose, and the same for all sessions."""
    if (salt, iterations) not in keys:
        salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt, iterations)
        keys[salt, iterations] = hmac.digest(salted, b"Client Key", "sha256")
    return keys[salt, iterations]


def log_in(connection, stream):
    settings = f"user\0{USER}\0database\0{DATABASE}\0application_name\0idle\0\0".encode()
    connection.sendall(struct.pack("!II", len(settings) + 8, 196608) + settings)
    receive(stream)
    first = "n=,r=" + base64.b64encode(os.urandom(18)).decode()
    opening = ("n,," + first).encode()
    connection.sendall(message(b"p", b"SCRAM-SHA-256\0" + struct.pack("!I", len(opening)) + opening))
    challenge = receive(stream)[1][4:].decode()
    nonce, salt, iterations = (part[2:] for part in challenge.split(","))
    bare = "c=biws,r=" + nonce
    key = client_key(base64.b64decode(salt), int(iterations))
    signature = hmac.digest(hashlib.sha256(key).digest(), f"{first},{challenge},{bare}".encode(), "sha256")
    proof = bytes(a ^ b for a, b in zip(key, signature))
    connection.sendall(message(b"p", f"{bare},p={base64.b64encode(proof).decode()}".encode()))


def await_ready(stream):
    while receive(stream)[0] != b"Z":
        pass


def open_session(port):
    connection = socket.create_connection(("127.0.0.1", port))
    stream = connection.makefile("rb")
    log_in(connection, stream)
    await_ready(stream)
    connection.sendall(message(b"Q", b"SELECT 1\0"))
    await_ready(stream)
    return connection


sessions = [open_session(int(sys.argv[1])) for _ in range(int(sys.argv[2]))]
print("open", len(sessions), flush=True)
if sys.argv[3:] == ["hold"]:
    signal.pause()
