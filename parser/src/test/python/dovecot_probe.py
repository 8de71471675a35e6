#!/usr/bin/python3
"""dovecot_probe.py FILE...: runs the installed Dovecot with each configuration in network namespaces of its own and
prints one JSON object a file: the TCP ports that listen, and what a client on another address meets at each.
Root, Linux, iproute2, openssl. Nothing outside a temporary folder and the two namespaces is touched.
The password of every user is `probe`. In the file, @DIR@ stands for a folder with cert.pem and key.pem.
"""
import base64, concurrent.futures, json, os, shutil, socket, subprocess, sys, tempfile, time

import lab

WRAP = """!include {t}/dovecot.conf
base_dir = {t}/run
state_dir = {t}/state
log_path = {t}/log
auth_failure_delay = 0
mail_location = maildir:{t}/mail/%u
passdb {{
  driver = static
  args = password=probe
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home={t}/mail/%u
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


# Seconds to wait for a banner before a listener counts as silent; on a busy machine more are needed.
PATIENCE = float(os.environ.get("PATIENCE", "0.8"))

PLAIN = base64.b64encode(b"\0user\0probe").decode()

# What a proxy writes first: on behalf of whom it connects (the HAProxy protocol, version 1).
PROXIED = "203.0.113.9"
HEADER = "PROXY TCP4 %s %s 4000 143\r\n" % (PROXIED, lab.SERVER)


class Talk:
    def __init__(self, port, first=""):
        self.s = socket.create_connection((lab.SERVER, port), 2)
        self.s.settimeout(PATIENCE)
        if first:
            self.s.sendall(first.encode())

    def read(self, done):
        text = b""
        try:
            while not done(text):
                more = self.s.recv(4096)
                if not more:
                    break
                text += more
        except socket.timeout:
            pass
        return text.decode("latin-1")

    def ask(self, line, done):
        self.s.settimeout(5 + PATIENCE)
        self.s.sendall(line.encode() + b"\r\n")
        return self.read(done)


def sees_tls(port):
    try:
        r = subprocess.run(["openssl", "s_client", "-connect", "%s:%d" % (lab.SERVER, port)], stdin=subprocess.DEVNULL,
                           capture_output=True, text=True, errors="replace", timeout=5 + PATIENCE)
    except subprocess.TimeoutExpired:
        return False
    return "Cipher is (NONE)" not in r.stdout and "CONNECTED" in r.stdout and r.returncode == 0


def imap(talk):
    answer = talk.ask("a CAPABILITY", lambda t: b"a OK" in t or b"a BAD" in t)
    words = answer.split("\r\n")[0].split()
    mechanisms = sorted(w[5:] for w in words if w.startswith("AUTH="))
    login = talk.ask("b LOGIN user probe", lambda t: b"\r\nb " in t or t.startswith(b"b "))
    return {"protocol": "imap", "tls": "starttls" if "STARTTLS" in words else "none",
            "logindisabled": "LOGINDISABLED" in words, "mechanisms-before-tls": mechanisms,
            "cleartext-login": "accepted" if "b OK" in login else "refused"}


def pop3(talk):
    answer = talk.ask("CAPA", lambda t: t.endswith(b"\r\n.\r\n"))
    lines = answer.split("\r\n")
    sasl = [line.split()[1:] for line in lines if line.startswith("SASL")]
    talk.ask("USER user", lambda t: t.endswith(b"\r\n"))
    login = talk.ask("PASS probe", lambda t: t.endswith(b"\r\n"))
    return {"protocol": "pop3", "tls": "starttls" if "STLS" in lines else "none",
            "mechanisms-before-tls": sorted(sasl[0]) if sasl else [],
            "cleartext-login": "accepted" if login.startswith("+OK") else "refused"}


def smtp(talk):
    """Submission, or LMTP, which refuses EHLO and knows no login."""
    done = lambda t: t.endswith(b"\r\n") and t.split(b"\r\n")[-2][3:4] == b" "
    answer = talk.ask("EHLO me.example", done)
    lmtp = answer.startswith("5")
    lines = (talk.ask("LHLO me.example", done) if lmtp else answer).split("\r\n")
    offered = [line[4:] for line in lines]
    seen = {"protocol": "lmtp" if lmtp else "submission", "tls": "starttls" if "STARTTLS" in offered else "none"}
    sasl = [line.split()[1:] for line in offered if line.startswith("AUTH")]
    login = "5" if lmtp else talk.ask("AUTH PLAIN " + PLAIN, done)
    return dict(seen, **{"mechanisms-before-tls": sorted(sasl[0]) if sasl else [],
                         "cleartext-login": "refused" if login.startswith("5") else "accepted"})


def sieve(talk, banner, again):
    """ManageSieve, which offers STARTTLS to all as long as some may use it, and refuses it to the others."""
    lines = banner.split("\r\n")
    end = lambda t: t.endswith(b"\r\n")
    tls = '"STARTTLS"' in lines and again().ask("STARTTLS", end).startswith("OK")
    sasl = [line.split('"')[3].split() for line in lines if line.startswith('"SASL"')]
    login = talk.ask('AUTHENTICATE "PLAIN" "%s"' % PLAIN, end)
    return {"protocol": "managesieve", "tls": "starttls" if tls else "none",
            "mechanisms-before-tls": sorted(sasl[0]) if sasl else [],
            "cleartext-login": "accepted" if login.startswith("OK") else "refused"}


def spoken(port, first=""):
    whole = lambda t: t.endswith(b"\r\n") and (not t.startswith(b'"') or b"\nOK" in t)
    talk = Talk(port, first)
    banner = talk.read(whole)

    def again():
        second = Talk(port, first)
        second.read(whole)
        return second

    kinds = {"* OK": imap, "+OK": pop3, "220 ": smtp, '"IMP': lambda t: sieve(t, banner, again)}
    for start, kind in kinds.items():
        if banner.startswith(start):
            return dict(kind(talk), connect="accepted")
    talk.s.close()
    return None


def meet(port):
    try:
        met = spoken(port)
    except OSError:
        return {"connect": "refused"}
    if met:
        return met
    try:
        proxied = spoken(port, HEADER)
    except OSError:
        proxied = None
    if proxied:
        return {"connect": "accepted, then silent", "proxied": proxied}
    return {"connect": "accepted", "tls": "implicit"} if sees_tls(port) else {"connect": "accepted, then silent"}


def run(conf, certificates, names):
    t = tempfile.mkdtemp(prefix="dovecot-probe.")
    os.chmod(t, 0o755)
    os.mkdir(t + "/mail", 0o777)
    os.chmod(t + "/mail", 0o777)
    os.mkdir(t + "/state")
    with open(conf) as f, open(t + "/dovecot.conf", "w") as to:
        to.write(f.read().replace("@DIR@", certificates))
    with open(t + "/wrap.conf", "w") as f:
        f.write(WRAP.format(t=t))
    lab.enter(names[0])
    p = subprocess.Popen(lab.started(os.path.join(os.path.dirname(conf), "openssl.cnf"), "dovecot", "-F", "-c", t + "/wrap.conf"),
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        end = time.monotonic() + 8
        ports = []
        while time.monotonic() < end and p.poll() is None and not (ports and os.path.exists(t + "/run/master.pid")):
            time.sleep(0.02)
            ports = lab.listening()
        if p.poll() is not None:
            return {"file": conf, "error": p.stderr.read()}
        ports = lab.listening()

        def meet_there(port):
            lab.enter(names[1])
            return meet(port)

        with concurrent.futures.ThreadPoolExecutor(max(1, len(ports))) as clients:
            met = dict(zip(map(str, ports), clients.map(meet_there, ports)))
        return {"file": conf, "listening": ports, "ports": met}
    finally:
        for child in open("/proc/%d/task/%d/children" % (p.pid, p.pid)).read().split() if p.poll() is None else []:
            os.kill(int(child), 9)
        p.kill()
        p.wait()
        p.stderr.close()
        shutil.rmtree(t, ignore_errors=True)


def main(files):
    with lab.hosts("dvp") as (names, certificates):
        for f in files:
            print(json.dumps(run(f, certificates, names)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
