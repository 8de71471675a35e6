#!/usr/bin/python3
"""tls_probe.py CERTIFICATES PATH...: runs the installed Dovecot (PATH is a file) or Postfix (PATH is a directory with main.cf
and master.cf) with each configuration in network namespaces of its own and prints one JSON object a path: what handshakes a
client brings about at each port. In the configurations @DIR@ stands for the folder CERTIFICATES. Root, Linux, iproute2,
openssl. Nothing outside temporary folders and the two namespaces is touched.
"""
import concurrent.futures, contextlib, json, os, queue, re, select, socket, ssl, subprocess, sys, time, warnings

import dovecot_probe, lab, postfix_probe

VERSIONS = {"TLSv1": ssl.TLSVersion.TLSv1, "TLSv1.1": ssl.TLSVersion.TLSv1_1, "TLSv1.2": ssl.TLSVersion.TLSv1_2,
            "TLSv1.3": ssl.TLSVersion.TLSv1_3}
TLS13 = ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256", "TLS_AES_128_CCM_SHA256",
         "TLS_AES_128_CCM_8_SHA256"]
GROUPS = {"x25519": "X25519", "x448": "X448", "secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521",
          "ffdhe2048": "ffdhe2048", "ffdhe3072": "ffdhe3072"}
# What IMAP, POP3, SMTP and ManageSieve say first within TLS.
GREETING = re.compile(rb"\n(\* |\+OK|220 |\"IMPLEMENTATION)")
PATIENCE = 4
PAIRS = 2
warnings.simplefilter("ignore", DeprecationWarning)


def kind(line):
    """Of a line of `openssl ciphers -v`: the exchange of keys and what signs it, such as ECDHE RSA."""
    exchange, signs = re.search(r"Kx=(\S+) +Au=(\S+)", line).groups()
    exchange = {"DH": "DHE", "ECDH": "ECDHE"}.get(exchange, exchange)
    return exchange + " " + signs


def lines(s):
    """Reads one answer of SMTP or IMAP."""
    text = b""
    while not re.search(rb"(^|\n)(\d{3} |[a*] )[^\n]*\n$", text):
        more = s.recv(4096)
        if not more:
            raise OSError("closed")
        text += more
    return text


def greets(port):
    """Whether a client is greeted before any TLS."""
    try:
        with socket.create_connection((lab.SERVER, port), PATIENCE) as s:
            return lines(s).startswith(b"220")
    except OSError:
        return False


def connect(port):
    s = socket.create_connection((lab.SERVER, port), PATIENCE)
    try:
        if port == 25:
            lines(s)
            s.sendall(b"EHLO client.example.test\r\n")
            lines(s)
            s.sendall(b"STARTTLS\r\n")
            if not lines(s).startswith(b"220"):
                raise OSError("no STARTTLS")
        return s
    except OSError:
        s.close()
        raise


def handshake(port, version, suites):
    """The suite of a handshake with this version and, up to TLS 1.2, these suites; none when it fails."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("%s:@SECLEVEL=0" % ":".join(suites))
    context.minimum_version = context.maximum_version = VERSIONS[version]
    try:
        with connect(port) as s, context.wrap_socket(s) as tls:
            return tls.cipher()[0]
    except OSError:
        return None


def client(port, *words):
    starttls = ["-starttls", "smtp"] if port == 25 else []
    r = subprocess.run(["openssl", "s_client", "-connect", "%s:%d" % (lab.SERVER, port), *starttls, *words],
                       input="", capture_output=True, text=True, errors="replace", timeout=15)
    chosen = re.search(r"New, \S+ Cipher is (\S+)", r.stdout)
    return chosen.group(1) if chosen and chosen.group(1) != "(NONE)" else None, r.stdout


def works(port, version):
    """A Dovecot without ssl_dh chooses DHE where the client prefers it, and then fails."""
    return handshake(port, version, ALL) or handshake(port, version, [s for s in ALL if not KINDS[s].startswith("DHE")])


def selected(port, version):
    """All suites of a version: of those that agree on keys and sign in one way, the server's choice is taken away until nothing is left."""
    old = version != "TLSv1.2"
    if old and not works(port, version):
        return []
    found = []
    for kind in sorted(set(KINDS.values())):
        rest = [suite for suite in ALL if KINDS[suite] == kind and not (old and suite in NEW)]
        chosen = rest and handshake(port, version, rest)
        while chosen:
            found.append(chosen)
            rest.remove(chosen)
            chosen = rest and handshake(port, version, rest)
    return found


def preference(port, version, suites):
    one = handshake(port, version, suites[:2])
    return "server" if one == handshake(port, version, suites[1::-1]) else "client"


def meet(port):
    found = {v: selected(port, v) for v in ("TLSv1", "TLSv1.2")}
    met = {"versions": [v for v in VERSIONS if (found[v] if v in found else works(port, v))]}
    if port == 25:
        met["greets"] = greets(port)
    met["suites"] = sorted(set(found["TLSv1"] + found["TLSv1.2"]))
    tls13 = "TLSv1.3" in met["versions"]
    if tls13:
        met["suites"] += [s for s in TLS13 if client(port, "-tls1_3", "-ciphersuites", s)[0]]
    met["suites"].sort()
    if len(found["TLSv1.2"]) > 1:
        met["preference"] = preference(port, "TLSv1.2", found["TLSv1.2"])
    # With a certificate of ECDSA a TLS 1.2 client has to know the certificate's curve too.
    curves = [s for s in found["TLSv1.2"] if s.startswith("ECDHE-RSA") or s.startswith("AECDH")]
    if tls13 or curves:
        words = ["-tls1_3"] if tls13 else ["-tls1_2", "-cipher", ":".join(curves) + ":@SECLEVEL=0"]
        met["groups"] = sorted(g for g, name in GROUPS.items() if client(port, *words, "-groups", name)[0])
    met["dh-bits"] = 0
    for version, word in (("TLSv1.2", "-tls1_2"), ("TLSv1", "-tls1")):
        dhe = [s for s in found[version] if s.startswith("DHE-")]
        if dhe:
            key = re.search(r"Temp Key: DH, (\d+) bits", client(port, word, "-cipher", dhe[0] + ":@SECLEVEL=0")[1])
            met["dh-bits"] = int(key.group(1)) if key else None
            break
    if "TLSv1.2" in met["versions"]:
        met.update(session(port, ":".join(found["TLSv1.2"]) + ":@SECLEVEL=0"))
    return met


def read(p, text, done):
    """Text and what else the client prints until it is done or ends."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not done(text):
        if select.select([p.stdout], [], [], 0.05)[0]:
            more = os.read(p.stdout.fileno(), 65536)
            if not more:
                break
            text += more
    return text


def session(port, suites):
    """What a session of TLS 1.2 is like, and whether its client may ask for another handshake."""
    starttls = ["-starttls", "smtp"] if port == 25 else []
    p = subprocess.Popen(["openssl", "s_client", "-connect", "%s:%d" % (lab.SERVER, port), *starttls, "-tls1_2", "-cipher", suites],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        # A greeting that came amid the second handshake would end the client as a refusal does.
        text = read(p, b"", lambda text: port == 25 or GREETING.search(text))
        with contextlib.suppress(BrokenPipeError):
            os.write(p.stdin.fileno(), b"R\n")
        # A refusal ends the client; one that is allowed shows the server's certificate again.
        text = read(p, text, lambda text: b"depth=0" in text.partition(b"RENEGOTIATING")[2])
        hint = re.search(rb"lifetime hint: (\d+)", text)
        met = {"tickets": b"TLS session ticket:" in text, "compression": b"Compression: NONE" not in text,
               "renegotiation": b"depth=0" in text.partition(b"RENEGOTIATING")[2]}
        if hint:
            met["resumption-seconds"] = int(hint.group(1))
        return met
    finally:
        p.kill()
        p.wait()
        p.stdin.close()
        p.stdout.close()


def work(number, certificates, waiting):
    """One pair of hosts, which takes the next path until none waits; each line is written whole."""
    with lab.hosts("tlp%d." % number) as (names, _), contextlib.suppress(queue.Empty):
        while True:
            path = waiting.get_nowait()
            run = postfix_probe.run if os.path.isdir(path) else dovecot_probe.run
            answer = run(path, certificates, names)
            line = {"path": path, "error": answer.get("error", ""), "ports": answer.get("ports", {})}
            sys.stdout.write(json.dumps(line) + "\n")


def main(certificates, paths):
    global ALL, NEW, KINDS
    words = "ALL:COMPLEMENTOFALL:!PSK:!SRP:@SECLEVEL=0"
    names = subprocess.run(["openssl", "ciphers", "-v", words], capture_output=True, text=True).stdout.splitlines()
    ALL = [line.split()[0] for line in names if not line.startswith("TLS_")]
    # Both of an exchange of keys and an authentication; suites of one kind fail or work alike.
    KINDS = {line.split()[0]: kind(line) for line in names if not line.startswith("TLS_")}
    NEW = {line.split()[0] for line in names if line.split()[1] == "TLSv1.2"}
    dovecot_probe.meet = meet
    postfix_probe.meet = lambda port, attempts, strangers, log: meet(port)
    waiting = queue.SimpleQueue()
    for path in paths:
        waiting.put(path)
    # Most of the time is spent waiting for servers to start and to end.
    with concurrent.futures.ThreadPoolExecutor(PAIRS) as pool:
        list(pool.map(work, range(PAIRS), [certificates] * PAIRS, [waiting] * PAIRS))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
