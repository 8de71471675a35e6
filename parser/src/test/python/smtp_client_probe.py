#!/usr/bin/python3
"""smtp_client_probe.py DIR: runs the installed Postfix with the main.cf and master.cf of DIR, whose SMTP and LMTP clients hand
mail on to servers of four kinds, and prints one JSON object: for each client (by its service's name), what each server met of
it. A client is asked for by the recipient someone@SERVER.CLIENT.test. In the files, @IP@ stands for the servers' address, @DIR@
for a folder with ca.pem, which vouches for the certificates of right and wrong. Root, Linux, iproute2, openssl.
"""
import contextlib, json, re, socket, ssl, subprocess, sys, threading, time

import lab, postfix_probe

# The port and the certificate's name and issuer of each server; plain offers no TLS.
SERVERS = {"plain": (2601, None), "foreign": (2602, "mail.example.test"), "right": (2603, "mail.example.test"),
           "wrong": (2604, "other.example.test")}
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


def certificate(folder, name, host, issuer=None):
    """A key and a certificate, by themselves or of an issuer."""
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host,
             "-keyout", "%s/%s.key" % (folder, name), "-out", "%s/%s.pem" % (folder, name)]
    if issuer:
        words += ["-CA", issuer + ".pem", "-CAkey", issuer + ".key"]
    subprocess.run(words, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=30)


def converse(connection, context, met):
    """One session: notes of each recipient how its mail came, and whether a password came without TLS."""
    secure = shown = False
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
                say("250-mail.example.test", *(["250-STARTTLS"] if context and not secure else []), "250 AUTH PLAIN LOGIN")
            elif verb == "STARTTLS":
                say("220 ready")
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
    result = {"plain": None}
    for name in ("foreign", "right", "wrong"):
        result[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        result[name].load_cert_chain("%s/%s.pem" % (folder, name), "%s/%s.key" % (folder, name))
    return result


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


def run(directory, names, folder):
    with open(directory + "/master.cf") as f:
        clients = re.findall(r"^(\w+) unix", f.read(), re.M)
    recipients = {"%s.%s.test" % (server, client): (client, server) for client in clients for server in SERVERS}
    maps = " ".join("{%s=%s:[%s]:%d}" % (r, client, lab.CLIENT, SERVERS[server][0]) for r, (client, server) in recipients.items())
    made, met, opened = contexts(folder), {}, []
    more = {"main.cf": postfix_probe.OWN.format(t="@T@") + OWN % maps, "master.cf": AGENTS}
    try:
        lab.enter(names[1])
        opened += [serve(port, made[server], met) for server, (port, _) in SERVERS.items()]
        with postfix_probe.instance(directory, folder, names[0], more, QUEUES) as (log, _):
            end = time.monotonic() + PATIENCE
            try:
                send(recipients)
            except OSError as e:
                return {"error": "%r\n%s" % (e, "\n".join(log[-10:]))}
            done = lambda: {m for line in log for m in re.findall(r"to=<someone@([^>]*)>.* status=", line)}
            while len(done()) < len(recipients) and time.monotonic() < end:
                time.sleep(0.05)
            answer = {client: {} for client in clients}
            for recipient, (client, server) in recipients.items():
                answer[client][server] = met.get(recipient, "kept" if recipient in done() else "?")
            return {"clients": answer}
    finally:
        for s in opened:
            s.close()


def main(directory):
    with lab.hosts("spc") as (names, folder):
        print(json.dumps(run(directory, names, folder)))


if __name__ == "__main__":
    main(sys.argv[1])
