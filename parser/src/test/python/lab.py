"""Two hosts on one machine: network namespaces joined by a link, with a throw-away certificate for the server. Root, Linux,
iproute2, openssl. Nothing outside a temporary folder and the two namespaces is touched.
"""
import contextlib, ctypes, os, shutil, subprocess, tempfile

SERVER, CLIENT = "10.200.0.1", "10.200.0.2"


def ip(*words):
    subprocess.run(["ip", *words], check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=10)


def enter(namespace):
    """Moves this thread there."""
    with open("/run/netns/" + namespace) as f:
        if ctypes.CDLL(None).setns(f.fileno(), 0x40000000):
            raise OSError("setns " + namespace)


def started(cnf, *command, resolver=""):
    """The words that run a server in process and mount namespaces of its own, where cnf, if it is there, is OpenSSL's configuration, and
    resolver that of the resolver."""
    words = ["unshare", "--mount", "--pid", "--fork", "--kill-child=KILL"]
    for own, place in ((cnf, "/etc/ssl/openssl.cnf"), (resolver, "/etc/resolv.conf")):
        if os.path.exists(own):
            words += ["sh", "-c", 'mount --bind "$0" %s && exec "$@"' % place, own]
    return [*words, *command]


def listening():
    """The TCP ports that listen where this thread is."""
    ports = set()
    for name in ("tcp", "tcp6"):
        with open("/proc/thread-self/net/" + name) as table:
            for words in map(str.split, table.readlines()[1:]):
                if words[3] == "0A":
                    ports.add(int(words[1].rsplit(":", 1)[1], 16))
    return sorted(ports)


@contextlib.contextmanager
def hosts(name):
    """The namespaces of server and client, and a folder with cert.pem and key.pem; gone afterwards."""
    namespaces = ["%s%d%s" % (name, os.getpid(), side) for side in "sc"]
    certificates = tempfile.mkdtemp(prefix=name + "-certs.")
    os.chmod(certificates, 0o755)
    try:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", certificates + "/key.pem",
                        "-out", certificates + "/cert.pem", "-days", "2", "-subj", "/CN=mail.example.test"],
                       check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=30)
        for namespace in namespaces:
            ip("netns", "add", namespace)
        ip("link", "add", "eth0", "netns", namespaces[0], "type", "veth", "peer", "name", "eth0", "netns", namespaces[1])
        for namespace, address in zip(namespaces, (SERVER, CLIENT)):
            ip("-n", namespace, "link", "set", "lo", "up")
            ip("-n", namespace, "addr", "add", address + "/16", "dev", "eth0")
            ip("-n", namespace, "link", "set", "eth0", "up")
        yield namespaces, certificates
    finally:
        for namespace in namespaces:
            subprocess.run(["ip", "netns", "del", namespace], capture_output=True, timeout=10)
        shutil.rmtree(certificates, ignore_errors=True)
