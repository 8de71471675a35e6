#!/usr/bin/python3
"""Loads packet filters into a network namespace and tells who reaches which port through them.

Needs root, iproute2, iptables, ipset and nft. Makes two namespaces joined by one link and takes
them away at the end; nothing else is touched. Reads one JSON object a line from standard input,
{"v4": FILE, "v6": FILE, "sets": FILE, "nft": FILE, "sysctl": FILE}, each of them optional and, with
"tolerant", whatever is refused of it, or {"ufw": DIRECTORY, "steps": FILE}, where ufw
is given the steps in a fresh tree, or {"firewalld": DIRECTORY}, one like /etc/firewalld; answers with one a line: {"loaded": true, "error": "", "open": {SOURCE: [PORT, ...]}}.
What was loaded stays for {"dial": "SOURCE PORT SECONDS"}, which tries one client, whatever its address, and {"spray": SEED}, which
sends packets of all kinds; both tell the rules whose counters rose as "FAMILY TABLE CHAIN NUMBER", policies as number 0:
{"open": true, "counted": [RULE, ...]}.
"""
import json
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import time

from packet_spray import spray

PORTS = [25, 110, 143, 465, 587, 993, 995, 4190]
EXTRA = [1143, 2525]
SERVER = {4: "198.51.100.1", 6: "2001:db8:5::1"}
# A container behind the server, which forwards: its addresses, and the server's on that link.
CONTAINER = {4: "172.17.0.2", 6: "fd00:17::2"}
GATEWAY = {4: "172.17.0.1", 6: "fd00:17::1"}
CLIENTS = {
    4: ["203.0.113.7", "10.1.2.3", "192.168.1.20"],
    6: ["2001:db8:cafe::7", "fd00:1::5", "2001:db8:1:2::9"],
}
FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}
WAIT = float(os.environ.get("PROBE_WAIT", "0.2"))


def run(*command, input=""):
    return subprocess.run(command, input=input, capture_output=True, text=True, timeout=30)


def must(*command):
    result = run(*command)
    if result.returncode:
        raise RuntimeError(" ".join(command) + ": " + result.stderr)


def serve():
    sockets = []
    for number, family in FAMILY.items():
        for port in PORTS + EXTRA:
            listener = socket.socket(family, socket.SOCK_STREAM)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if number == 6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind(("", port))
            listener.listen(512)
            sockets.append(listener)
    print("ready", flush=True)
    poll = select.poll()
    by_number = {}
    for listener in sockets:
        poll.register(listener, select.POLLIN)
        by_number[listener.fileno()] = listener
    while True:
        for number, _ in poll.poll():
            by_number[number].accept()[0].close()


def connect_all():
    pending, reached = {}, {source: [] for number in CLIENTS for source in CLIENTS[number]}
    poll = select.poll()
    for number, family in FAMILY.items():
        for source in CLIENTS[number]:
            for port in PORTS:
                client = socket.socket(family, socket.SOCK_STREAM)
                client.setblocking(False)
                client.bind((source, 0))
                client.connect_ex((SERVER[number], port))
                pending[client.fileno()] = (client, source, port)
                poll.register(client, select.POLLOUT)
    end = time.monotonic() + WAIT
    while pending and time.monotonic() < end:
        for number, _ in poll.poll(max(1, (end - time.monotonic()) * 1000)):
            client, source, port = pending.pop(number)
            poll.unregister(number)
            if client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                reached[source].append(port)
            # A reset leaves no state behind in the kernel that the next rule set would meet.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.close()
    for client, _, _ in pending.values():
        client.close()
    return reached


def connect_one(source, port, wait):
    number = 6 if ":" in source else 4
    with socket.socket(FAMILY[number], socket.SOCK_STREAM) as client:
        client.bind((source, 0))
        client.settimeout(wait)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        return client.connect_ex((SERVER[number], port)) == 0


def connecting():
    for line in sys.stdin:
        words = line.split()
        if not words:
            answer = connect_all()
        elif words[0] == "spray":
            answer = spray("eth0", words[2], SERVER, CONTAINER, int(words[1]))
        else:
            answer = connect_one(words[0], int(words[1]), float(words[2]))
        print(json.dumps(answer), flush=True)


class Link:
    """Three namespaces: both ends of the server's link to the client are called eth0; to the container, its is docker0."""

    def __init__(self):
        self.server = "pf%ds" % os.getpid()
        self.client = "pf%dc" % os.getpid()
        self.container = "pf%dp" % os.getpid()
        self.processes = []

    def __enter__(self):
        try:
            self.build()
        except BaseException:
            self.close()
            raise
        return self

    def build(self):
        for name in (self.server, self.client, self.container):
            must("ip", "netns", "add", name)
            must("ip", "-n", name, "link", "set", "lo", "up")
        one = {number: [address] for number, address in SERVER.items()}
        self.join((self.server, "eth0", one), (self.client, "eth0", CLIENTS))
        for name in (self.server, self.client):
            self.default_route(name)
        gateway = {number: [address] for number, address in GATEWAY.items()}
        container = {number: [address] for number, address in CONTAINER.items()}
        self.join((self.server, "docker0", gateway), (self.container, "eth0", container))
        self.default_route(self.container, GATEWAY)
        self.hardware = self.address(self.server, "eth0")
        for number, address in CONTAINER.items():
            must("ip", "-n", self.server, "-%d" % number, "route", "add", address, "dev", "docker0")
        must("ip", "netns", "exec", self.server, "sysctl", "-qw",
             "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        for name in (self.server, self.container):
            self.start(name, "serve").stdout.readline()
        self.connecting = self.start(self.client, "connect")

    def default_route(self, name, via=None):
        for number in FAMILY:
            hop = ["via", via[number], "onlink"] if via else []
            must("ip", "-n", name, "-%d" % number, "route", "add", "default", *hop, "dev", "eth0")

    def join(self, *ends):
        (first, device, _), (second, other, _) = ends
        must("ip", "link", "add", device, "netns", first, "type", "veth",
             "peer", "name", other, "netns", second)
        for name, device, own in ends:
            for number, addresses in own.items():
                for address in addresses:
                    extra = ["nodad"] if number == 6 else []
                    must("ip", "-n", name, "addr", "add", "%s/%d" % (address, 32 if number == 4 else 128),
                         "dev", device, *extra)
            must("ip", "-n", name, "link", "set", device, "up")
        # Filters must not stand in the way of neighbour discovery.
        for (name, device, _), (peer, other, theirs) in (ends, ends[::-1]):
            mac = self.address(peer, other)
            for addresses in theirs.values():
                for address in addresses:
                    self.tell(name, device, address, mac)

    def address(self, name, device):
        return json.loads(run("ip", "-n", name, "-j", "link", "show", device).stdout)[0]["address"]

    def tell(self, name, device, address, mac):
        must("ip", "-n", name, "neigh", "replace", address, "lladdr", mac, "dev", device, "nud", "permanent")

    def start(self, name, role):
        process = subprocess.Popen(["ip", "netns", "exec", name, "/usr/bin/python3", os.path.abspath(__file__), role],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        return process

    def inside(self, *command, input=""):
        return run("ip", "netns", "exec", self.server, *command, input=input)

    def ask_client(self, line):
        self.connecting.stdin.write(line + "\n")
        self.connecting.stdin.flush()
        return json.loads(self.connecting.stdout.readline())

    def answer(self, case):
        if "dial" in case or "spray" in case:
            before = self.counters()
            result = self.dial(*case["dial"].split()) if "dial" in case else self.spray(case["spray"])
            after = self.counters()
            return {"open": result, "counted": [rule for rule in after if after[rule] > before.get(rule, 0)]}
        return self.judge(case)

    def dial(self, source, port, wait):
        if source not in CLIENTS[4] + CLIENTS[6]:
            extra = ["nodad"] if ":" in source else []
            run("ip", "-n", self.client, "addr", "add", source, "dev", "eth0", *extra)
            self.tell(self.server, "eth0", source, self.address(self.client, "eth0"))
        return self.ask_client("%s %s %s" % (source, port, wait))

    def spray(self, seed):
        return self.ask_client("spray %d %s" % (seed, self.hardware))

    def counters(self):
        """How many packets each rule has met so far."""
        counts = {}
        for family, command in (("v4", "iptables-save"), ("v6", "ip6tables-save")):
            table, numbers = "", {}
            for line in self.inside(command, "-c").stdout.splitlines():
                if line.startswith("*"):
                    table, numbers = line[1:], {}
                found = re.match(r":(\S+) \S+ \[(\d+):", line)
                if found:
                    counts["%s %s %s 0" % (family, table, found[1])] = int(found[2])
                found = re.match(r"\[(\d+):\d+\] -A (\S+)", line)
                if found:
                    numbers[found[2]] = numbers.get(found[2], 0) + 1
                    counts["%s %s %s %d" % (family, table, found[2], numbers[found[2]])] = int(found[1])
        numbers = {}
        for item in json.loads(self.inside("nft", "-j", "list", "ruleset").stdout or "{}").get("nftables", []):
            rule = item.get("rule")
            if rule:
                chain = "%s %s %s" % (rule["family"], rule["table"], rule["chain"])
                numbers[chain] = numbers.get(chain, 0) + 1
                for part in rule["expr"]:
                    if isinstance(part, dict) and isinstance(part.get("counter"), dict):
                        counts["%s %d" % (chain, numbers[chain])] = part["counter"]["packets"]
        return counts

    def judge(self, case):
        self.inside("nft", "flush", "ruleset")
        # Sets in a list of sets are in use; the kernel lets go of others a little after their rules.
        for _ in range(200):
            self.inside("ipset", "flush")
            if self.inside("ipset", "destroy").returncode == 0:
                break
            time.sleep(0.01)
        for key, command in (("sets", ["ipset", "restore", "-file"]), ("v4", ["iptables-restore"]),
                             ("v6", ["ip6tables-restore"]), ("nft", ["nft", "-f"]), ("sysctl", ["sysctl", "-qp"])):
            if case.get(key):
                result = self.inside(*command, case[key])
                if result.returncode and not case.get("tolerant"):
                    return {"loaded": False, "error": result.stderr.strip(), "open": {}}
        if case.get("ufw"):
            error = self.load_ufw(case["ufw"], case["steps"])
            if error:
                return {"loaded": False, "error": error, "open": {}}
        if case.get("firewalld"):
            result = self.script("firewalld_start.py", case["firewalld"])
            if result.returncode:
                return {"loaded": False, "error": result.stderr.strip() or "firewalld failed", "open": {}}
        return {"loaded": True, "error": "", "open": self.ask_client("")}

    def script(self, name, argument, input=""):
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
        return self.inside("/usr/bin/python3", path, argument, input=input)

    def load_ufw(self, root, steps):
        shutil.rmtree(root)
        for name in ("etc/ufw", "etc/default/ufw", "lib/ufw", "usr/share/ufw"):
            os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
            copy = shutil.copytree if os.path.isdir("/" + name) else shutil.copy
            copy("/" + name, os.path.join(root, name))
        for name in ("user", "user6", "before", "before6", "after", "after6"):
            shutil.copy("/usr/share/ufw/iptables/%s.rules" % name, os.path.join(root, "etc/ufw"))
        with open(steps) as file:
            result = self.script("ufw_steps.py", root, input=file.read())
        return result.returncode and (result.stderr.strip() or result.stdout.strip() or "ufw failed")

    def close(self):
        for process in self.processes:
            process.kill()
            process.wait()
        for name in (self.server, self.client, self.container):
            run("ip", "netns", "del", name)

    def __exit__(self, *_):
        self.close()


def main():
    with Link() as link:
        print(json.dumps({"ready": True}), flush=True)
        for line in sys.stdin:
            print(json.dumps(link.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    role = sys.argv[1] if len(sys.argv) > 1 else "main"
    {"serve": serve, "connect": connecting, "main": main}[role]()
