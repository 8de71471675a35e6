"""A name server for the network namespace of a test: every name below dane.test is a host at one address, whose answers are said to
be signed (the AD bit) unless the name begins with unsigned; some hosts publish keys.
"""
import socket, struct, threading

A, NS, AAAA, TLSA = 1, 2, 28, 52


def name(packet, at):
    """The name at a place, in small letters, and what follows it."""
    labels = []
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1").lower())
        at += 1 + packet[at]
    return ".".join(labels), at + 1


def record(kind, data):
    """An answer for the name that was asked for."""
    return b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(data)) + data


def answer(packet, address, keys):
    asked, end = name(packet, 12)
    kind = struct.unpack("!H", packet[end:end + 2])[0]
    host = asked.split(".")[-3] if asked.endswith(".dane.test") else ""
    found = []
    if kind == A and host and not asked.startswith("_"):
        found = [record(A, socket.inet_aton(address))]
    elif kind == TLSA and host in keys:
        # Usage 3, selector 1, matching type 1: SHA-256 of the server's public key.
        found = [record(TLSA, b"\x03\x01\x01" + keys[host])]
    elif kind == NS and not asked:
        found = [record(NS, b"\x01a\x00")]
    flags = 0x8180 | (0 if host.startswith("unsigned") else 0x20) | (0 if host or not asked else 3)
    return packet[:2] + struct.pack("!HHHHH", flags, 1, len(found), 0, 0) + packet[12:end + 4] + b"".join(found)


def serve(server, address, keys):
    """Answers from 127.0.0.1 of this thread's namespace until the socket is closed."""
    server.bind(("127.0.0.1", 53))

    def loop():
        while True:
            try:
                packet, client = server.recvfrom(4096)
                server.sendto(answer(packet, address, keys), client)
            except (OSError, IndexError, struct.error):
                if server.fileno() < 0:
                    return
    threading.Thread(target=loop, daemon=True).start()
