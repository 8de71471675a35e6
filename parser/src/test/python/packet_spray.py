"""Sends packets of all kinds over a link: protocols, flags, ports and sources that tell rules apart."""
import random
import socket
import struct

SOURCES = {
    4: ["203.0.113.7", "203.0.113.200", "10.0.0.1", "10.1.2.3", "10.0.2.9", "10.200.0.1", "192.168.1.20", "192.168.1.99",
        "192.168.7.1", "198.18.2.7", "172.16.0.9", "8.8.8.8", "128.1.2.3", "9.255.255.255"],
    6: ["2001:db8:cafe::7", "2001:db8:cafe::8", "fd00:1::5", "fd00::1", "fd12::1", "2001:db8:1:2::9", "2001:db8:1:7::1",
        "2a00::1", "2001:db8:ffff::1"],
}
PORTS = [1, 24, 25, 80, 110, 143, 300, 465, 500, 587, 993, 994, 995, 1000, 1143, 2000, 2525, 4190, 5000, 60000]
CLIENT_PORTS = [40000, 40000, 40000, 25, 143, 587, 993, 2000]
FLAGS = [0x02, 0x02, 0x02, 0x12, 0x10, 0x04, 0x01, 0x00, 0x29, 0x18]
FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}
ETHERTYPE = {4: 0x0800, 6: 0x86DD}
PACKETS = 1500


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def payload(chance, number):
    """A protocol, the header of a packet of it and where its checksum stands."""
    ports = struct.pack("!HH", chance.choice(CLIENT_PORTS), chance.choice(PORTS))
    kind = chance.choice(["tcp"] * 6 + ["udp"] * 2 + ["icmp", "other"])
    if kind == "tcp":
        return 6, ports + struct.pack("!IIBBHHH", chance.getrandbits(32), 0, 0x50, chance.choice(FLAGS), 1000, 0, 0), 16
    if kind == "udp":
        return 17, ports + struct.pack("!HH", 8, 0), 6
    if kind == "icmp":
        echo = 8 if number == 4 else 128
        return (1 if number == 4 else 58), struct.pack("!BBHHH", echo, 0, 0, chance.getrandbits(16), 1), 2
    return chance.choice([47, 50, 132]), ports + bytes(16), None


def packet(chance, number, source, destination):
    source, destination = (socket.inet_pton(FAMILY[number], address) for address in (source, destination))
    protocol, body, place = payload(chance, number)
    if place is not None:
        length = struct.pack("!HH" if number == 4 else "!II", *((protocol, len(body)) if number == 4 else (len(body), protocol)))
        pseudo = b"" if protocol == 1 else source + destination + length
        body = body[:place] + struct.pack("!H", checksum(pseudo + body)) + body[place + 2:]
    if number == 6:
        return struct.pack("!IHBB", 6 << 28, len(body), protocol, 64) + source + destination + body
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), chance.getrandbits(16), 0, 64, protocol, 0) + source + destination
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + body


def spray(device, hardware, servers, behind, seed):
    chance = random.Random(seed)
    target = bytes.fromhex(hardware.replace(":", ""))
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM) as sender:
        for _ in range(PACKETS):
            number = chance.choice([4, 6])
            to = chance.choice([servers[number]] * 4 + [behind[number]])
            data = packet(chance, number, chance.choice(SOURCES[number]), to)
            sender.sendto(data, (device, ETHERTYPE[number], 0, 0, target))
    return True
