#!/usr/bin/python3
"""dovecot_probe.py FILE...: runs the installed Dovecot with each configuration in network namespaces of its own and
prints one JSON object a file: the TCP ports that listen, and what a client on another address meets at each.
Root, Linux, iproute2, openssl. Nothing outside a temporary folder and the two namespaces is touched.
The password of every user is `probe`. In the file, @DIR@ stands for a folder with cert.pem and key.pem.
"""
import json, os, shutil, socket, subprocess, sys, tempfile, time

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


class Talk:
    def __init__(self, port):
        self.s = socket.create_connection((lab.SERVER, port), 2)
        self.s.settimeout(0.4)

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
        self.s.sendall(line.encode() + b"\r\n")
        return self.read(done)


def sees_tls(port):
    r = subprocess.run(["openssl", "s_client", "-connect", "%s:%d" % (lab.SERVER, port)], stdin=subprocess.DEVNULL,
                       capture_output=True, text=True, errors="replace", timeout=5)
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


def meet(port):
    try:
        talk = Talk(port)
    except OSError:
        return {"connect": "refused"}
    banner = talk.read(lambda t: t.endswith(b"\r\n"))
    if banner.startswith("* OK"):
        return dict(imap(talk), connect="accepted")
    if banner.startswith("+OK"):
        return dict(pop3(talk), connect="accepted")
    talk.s.close()
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
    p = subprocess.Popen(["unshare", "--pid", "--fork", "--kill-child=KILL", "dovecot", "-F", "-c", t + "/wrap.conf"],
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
        lab.enter(names[1])
        return {"file": conf, "listening": ports, "ports": {str(port): meet(port) for port in ports}}
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
