#!/usr/bin/python3
"""smtp_client_probe.py DIR [hello|dane]: runs the installed Postfix with the main.cf and master.cf of DIR, whose SMTP and LMTP clients
hand mail on to servers of several kinds, and prints one JSON object: for each client (by its service's name), what each server
met of it ("kept" where the client has put the message off, "waiting" where it has said nothing of it). A client is asked for by the
recipient someone@SERVER.CLIENT.test. In the files, @IP@ stands for the servers' address, @DIR@ for a folder with ca.pem, which vouches for the certificates of right and wrong.
With hello, the servers are one for each version of TLS, and one that notes what the client offers in its first message, if the
client's name in EHLO or LHLO is that of its service. With dane, the servers have names with signed and unsigned addresses and some
publish keys. Root, Linux, iproute2, openssl.
"""
import contextlib, hashlib, json, re, socket, ssl, subprocess, sys, threading, time

import dns_stub, lab, postfix_probe, tls_hello

# The port and the certificate's name of each server; plain offers no TLS.
SERVERS = {"plain": (2601, None), "foreign": (2602, "mail.example.test"), "right": (2603, "mail.example.test"),
           "wrong": (2604, "other.example.test")}
VERSIONS = {"TLSv1": (2606, ssl.TLSVersion.TLSv1), "TLSv1.1": (2607, ssl.TLSVersion.TLSv1_1),
            "TLSv1.2": (2608, ssl.TLSVersion.TLSv1_2), "TLSv1.3": (2609, ssl.TLSVersion.TLSv1_3)}
HELLO = 2605
# Whether the server does TLS, and whether the key that it publishes is its own; None where it publishes none.
PUBLISHERS = {"keyless": (2611, True, None), "published": (2612, True, True), "another": (2613, True, False),
              "plainpublished": (2614, False, True), "plainkeyless": (2615, False, None), "unsigned": (2616, True, False),
              "unsignedplain": (2617, False, True)}
AGENTS = """
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
retry unix - - n - - error
error unix - - n - - error
proxymap unix - - n - - proxymap
scache unix - - n - 1 scache
127.0.0.1:2525 inet n - n - - smtpd
"""
OWN = """
transport_maps = inline:{%s}
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
alias_maps =
smtp_connect_timeout = 5s
"""
QUEUES = ("bounce", "corrupt", "defer", "deferred", "flush", "hold", "saved", "trace")
PATIENCE = 20
# How long nothing is said of any message where clients do not start.
QUIET = 6


def certificate(folder, name, host, issuer=None, key=("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")):
    """A key and a certificate, by themselves or of an issuer."""
    words = ["openssl", "req", "-x509", "-newkey", *key, "-nodes", "-days", "2",
             "-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host,
             "-keyout", "%s/%s.key" % (folder, name), "-out", "%s/%s.pem" % (folder, name)]
    if issuer:
        words += ["-CA", issuer + ".pem", "-CAkey", issuer + ".key"]
    subprocess.run(words, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=30)


def converse(connection, context, met):
    """One session: notes of each recipient how its mail came, and whether a password came without TLS. With tls_hello as context
    the session ends with the first message of TLS."""
    secure = shown = False
    name = ""
    with contextlib.suppress(OSError), connection:
        connection.settimeout(PATIENCE)
        talk = connection.makefile("rwb")
        def say(*lines):
            talk.write(b"".join(line.encode() + b"\r\n" for line in lines))
            talk.flush()
        say("220 mail.example.test ESMTP")
        while True:
            line = talk.readline().decode("latin-1").strip()
            verb = line.split(" ")[0].upper()
            if not line or verb == "QUIT":
                return
            if verb in ("EHLO", "LHLO"):
                name = line.split(" ")[1]
                say("250-mail.example.test", *(["250-STARTTLS"] if context and not secure else []), "250 AUTH PLAIN LOGIN")
            elif verb == "STARTTLS":
                say("220 ready")
                if context is tls_hello:
                    met["hello." + name + ".test"] = tls_hello.read(talk)
                    return
                connection = context.wrap_socket(connection, server_side=True)
                talk, secure = connection.makefile("rwb"), True
            elif verb == "AUTH":
                shown |= not secure
                say("235 in")
            elif verb == "RCPT":
                recipient = re.search("@([^>]*)>", line).group(1)
                met[recipient] = "password in clear" if shown else "tls" if secure else "clear"
                say("250 taken")
            elif verb == "DATA":
                say("354 go on")
                while talk.readline() not in (b".\r\n", b""):
                    pass
                say("250 taken")
            else:
                say("250 yes")


def serve(port, context, met):
    server = socket.create_server((lab.CLIENT, port), backlog=64)

    def accept():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=postfix_probe.quietly, args=(converse, connection, context, met), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    return server


def contexts(folder):
    certificate(folder, "ca", "an authority")
    certificate(folder, "foreign", "mail.example.test")
    for name in ("right", "wrong"):
        certificate(folder, name, SERVERS[name][1], folder + "/ca")
    result = {"plain": (SERVERS["plain"][0], None)}
    for name in ("foreign", "right", "wrong"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("%s/%s.pem" % (folder, name), "%s/%s.key" % (folder, name))
        result[name] = (SERVERS[name][0], context)
    return result


def versions(folder):
    """Servers of one version each, with every suite there is."""
    certificate(folder, "ca", "an authority")
    result = {"hello": (HELLO, tls_hello)}
    certificate(folder, "ec", "mail.example.test", folder + "/ca")
    certificate(folder, "rsa", "mail.example.test", folder + "/ca", ("rsa:2048",))
    for name, (port, version) in VERSIONS.items():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        for kind in ("ec", "rsa"):
            context.load_cert_chain("%s/%s.pem" % (folder, kind), "%s/%s.key" % (folder, kind))
        context.set_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        result[name] = (port, context)
    return result


def publishers(folder):
    """Servers that publish keys, and the keys' digests."""
    certificate(folder, "ca", "an authority")
    certificate(folder, "dane", "mail.example.test", folder + "/ca")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + "/dane.pem", folder + "/dane.key")
    key = subprocess.run(["openssl", "pkey", "-in", folder + "/dane.key", "-pubout", "-outform", "DER"], check=True,
                         capture_output=True, stdin=subprocess.DEVNULL, timeout=30).stdout
    keys = {name: hashlib.sha256(key if own else b"").digest() for name, (_, _, own) in PUBLISHERS.items() if own is not None}
    return {name: (port, context if tls else None) for name, (port, tls, _) in PUBLISHERS.items()}, keys


def send(recipients):
    """Hands one message in for all."""
    with socket.create_connection(("127.0.0.1", 2525), PATIENCE) as s, s.makefile("rwb") as talk:
        talk.readline()
        for line in ["HELO probe.example", "MAIL FROM:<>", *("RCPT TO:<someone@%s>" % r for r in recipients), "DATA",
                     "Subject: probe\r\n\r\nprobe\r\n."]:
            talk.write(line.encode() + b"\r\n")
            talk.flush()
            answer = talk.readline().decode()
            if answer[0] not in "23":
                raise OSError(line + ": " + answer)


def run(directory, names, folder, servers, keys=None):
    with open(directory + "/master.cf") as f:
        clients = re.findall(r"^(\w+) unix", f.read(), re.M)
    recipients = {"%s.%s.test" % (server, client): (client, server) for client in clients for server in servers}
    host = lambda server: lab.CLIENT if keys is None else server + ".dane.test"
    maps = " ".join("{%s=%s:[%s]:%d}" % (r, client, host(server), servers[server][0]) for r, (client, server) in recipients.items())
    met, opened = {}, []
    more = {"main.cf": postfix_probe.OWN.format(t="@T@") + OWN % maps, "master.cf": AGENTS}
    try:
        lab.enter(names[1])
        opened += [serve(port, context, met) for port, context in servers.values()]
        lab.enter(names[0])
        resolver = ""
        if keys is not None:
            resolver = folder + "/resolv.conf"
            with open(resolver, "w") as f:
                f.write("nameserver 127.0.0.1\n")
            opened.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            dns_stub.serve(opened[-1], lab.CLIENT, keys)
        with postfix_probe.instance(directory, folder, names[0], more, QUEUES, resolver) as (log, _):
            end = time.monotonic() + PATIENCE
            try:
                send(recipients)
            except OSError as e:
                return {"error": "%r\n%s" % (e, "\n".join(log[-10:]))}
            done = lambda: {m for line in log for m in re.findall(r"to=<someone@([^>]*)>.* status=", line)}
            count, quiet = 0, time.monotonic() + QUIET
            while count < len(recipients) and time.monotonic() < min(end, quiet):
                time.sleep(0.05)
                if len(done()) > count:
                    count, quiet = len(done()), time.monotonic() + QUIET
            answer = {client: {} for client in clients}
            for recipient, (client, server) in recipients.items():
                answer[client][server] = met.get(recipient, "kept" if recipient in done() else "waiting")
            return {"clients": answer}
    finally:
        for s in opened:
            s.close()


def main(directory, kind=""):
    with lab.hosts("spc") as (names, folder):
        servers = {"": lambda: (contexts(folder),), "hello": lambda: (versions(folder),), "dane": lambda: publishers(folder)}[kind]()
        print(json.dumps(run(directory, names, folder, *servers)))


if __name__ == "__main__":
    main(*sys.argv[1:])
