#!/usr/bin/python3
"""postfix_probe.py DIR...: runs the installed Postfix master with the main.cf and master.cf of each directory, in network
namespaces of its own, and prints one JSON object a directory: the TCP ports that listen, and what a client on another
address meets at each. Root, Linux, iproute2, openssl. Nothing outside a temporary folder and the two namespaces is
touched. master.cf needs to hold the inet services only. In the files, @DIR@ stands for a folder with cert.pem and
key.pem. Instead of Dovecot a stand-in speaks its authentication protocol: PLAIN, LOGIN, CRAM-MD5; every login succeeds.
"""
import base64, concurrent.futures, grp, json, os, pwd, shutil, socket, ssl, subprocess, sys, tempfile, threading, time

import lab

MASTER = "/usr/lib/postfix/sbin/master"
RECIPIENT = "someone@foreign.example.com"
PATIENCE = 4
INTERNAL = """
cleanup unix n - n - 0 cleanup
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
"""
OWN = """
queue_directory = {t}/queue
data_directory = {t}/data
maillog_file = {t}/log
maillog_file_prefixes = {t}
smtpd_sasl_path = private/stand-in
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
"""
MECHANISMS = "MECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nMECH\tCRAM-MD5\tdictionary\tactive\n"


def authenticate(connection):
    """One smtpd asks; see Dovecot's auth-protocol document."""
    with connection, connection.makefile("rw", newline="\n") as talk:
        talk.write("VERSION\t1\t2\n" + MECHANISMS + "SPID\t1\nCUID\t1\nCOOKIE\t00000000000000000000000000000000\nDONE\n")
        talk.flush()
        for line in talk:
            words = line.rstrip("\n").split("\t")
            if words[0] == "AUTH":
                talk.write("OK\t%s\tuser=probe\n" % words[1])
                talk.flush()


def serve(path, kind, handle):
    """Each connection, or for datagrams the socket itself, in a thread of its own until the socket is shut."""
    server = socket.socket(socket.AF_UNIX, kind)
    server.bind(path)
    os.chmod(path, 0o666)

    def quietly(*words):
        try:
            handle(*words)
        except OSError:
            pass

    def accept():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=quietly, args=(connection,), daemon=True).start()

    if kind == socket.SOCK_STREAM:
        server.listen(32)
        threading.Thread(target=accept, daemon=True).start()
    else:
        threading.Thread(target=quietly, args=(server,), daemon=True).start()
    return server


class Talk:
    def __init__(self, port, tls):
        self.s = socket.create_connection((lab.SERVER, port), PATIENCE)
        self.rest = b""
        try:
            if tls:
                self.handshake()
            self.banner = self.read()
        except (OSError, EOFError):
            self.s.close()
            raise

    def handshake(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.s = context.wrap_socket(self.s)

    def read(self):
        lines = []
        while not lines or lines[-1][3:4] == "-":
            while b"\n" not in self.rest:
                more = self.s.recv(4096)
                if not more:
                    raise EOFError
                self.rest += more
            line, self.rest = self.rest.split(b"\n", 1)
            lines.append(line.decode("latin-1").rstrip("\r"))
        return lines

    def ask(self, line):
        self.s.sendall(line.encode() + b"\r\n")
        return self.read()

    def greet(self):
        self.words = [line[4:].upper() for line in self.ask("EHLO client.example.test")]

    def mechanisms(self):
        return sorted({m for line in self.words if line.startswith("AUTH ") for m in line.split()[1:]})

    def relays(self):
        taken = (self.ask("MAIL FROM:<someone@sender.example>")[0].startswith("250")
                 and self.ask("RCPT TO:<%s>" % RECIPIENT)[0].startswith("250"))
        self.ask("RSET")
        return taken

    def password(self):
        return self.ask("AUTH PLAIN " + base64.b64encode(b"\0user\0probe").decode())[0].startswith("235")


def meet(port):
    try:
        talk = Talk(port, True)
        talk.greet()
        return {"connect": "accepted", "tls": "implicit", "handshake": True, "required": True, "before": [],
                "password": False, "after": talk.mechanisms(), "relays": talk.relays()}
    except ConnectionRefusedError:
        return {"connect": "refused"}
    except socket.timeout:
        return {"connect": "accepted, then silent"}
    except (OSError, EOFError):
        pass
    try:
        talk = Talk(port, False)
    except (OSError, EOFError):
        return {"connect": "accepted, then silent"}
    talk.greet()
    met = {"connect": "accepted", "tls": "starttls" if "STARTTLS" in talk.words else "none", "handshake": False,
           "before": talk.mechanisms(), "after": [],
           "required": talk.ask("MAIL FROM:<>")[0].startswith("530"), "relays": False}
    talk.ask("RSET")
    met["relays"] = talk.relays()
    met["password"] = talk.password()
    if met["tls"] == "starttls":
        second = Talk(port, False)
        second.greet()
        try:
            if second.ask("STARTTLS")[0].startswith("220"):
                second.handshake()
                met["handshake"] = True
                second.greet()
                met["after"] = second.mechanisms()
                met["relays"] = met["relays"] or second.relays()
        except (OSError, EOFError):
            pass
    return met


def prepare(directory, t, certificates):
    os.chmod(t, 0o755)
    owner, drop = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
    for name in ("etc", "queue", "queue/pid"):
        os.mkdir(t + "/" + name)
    for name in ("data", "queue/private", "queue/public", "queue/maildrop", "queue/incoming", "queue/active"):
        os.mkdir(t + "/" + name, 0o700)
        os.chown(t + "/" + name, owner, drop if name == "queue/public" else -1)
    os.chmod(t + "/queue/public", 0o710)
    for name, more in (("main.cf", OWN.format(t=t)), ("master.cf", INTERNAL)):
        with open(directory + "/" + name) as f, open(t + "/etc/" + name, "w") as to:
            to.write(f.read().replace("@DIR@", certificates) + more)
        # A main.cf changed within the last second is read again and again.
        os.utime(t + "/etc/" + name, (1e9, 1e9))


def drain(log):
    def forever(server):
        while True:
            text = server.recv(65536)
            if not text:
                return
            log.append(text.decode("latin-1").strip("\n\0"))
    return forever


def run(directory, certificates, names):
    t = tempfile.mkdtemp(prefix="postfix-probe.")
    log, sockets, p = [], [], None
    try:
        prepare(directory, t, certificates)
        # Without somebody who takes the log each early warning waits a second.
        sockets.append(serve(t + "/queue/public/postlog", socket.SOCK_DGRAM, drain(log)))
        sockets.append(serve(t + "/queue/private/stand-in", socket.SOCK_STREAM, authenticate))
        lab.enter(names[0])
        p = subprocess.Popen(["unshare", "--pid", "--fork", "--kill-child=KILL", MASTER, "-d", "-c", t + "/etc"],
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # master opens its ports one after the other and says so when it is done.
        end = time.monotonic() + 8
        while time.monotonic() < end and p.poll() is None and not any("daemon started" in line for line in log):
            time.sleep(0.02)
        if p.poll() is not None or not any("daemon started" in line for line in log):
            return {"directory": directory, "error": "\n".join(log[-10:])}
        ports = lab.listening()
        lab.enter(names[1])
        with concurrent.futures.ThreadPoolExecutor(len(ports) or 1) as pool:
            answers = list(pool.map(meet, ports))
        return {"directory": directory, "listening": ports, "ports": {str(k): v for k, v in zip(ports, answers)}}
    except Exception as e:
        return {"directory": directory, "error": "%r\n%s" % (e, "\n".join(log[-10:]))}
    finally:
        if p:
            # master changes its user, by which it loses the order to die with its parent: end it by its own id.
            if p.poll() is None:
                with open("/proc/%d/task/%d/children" % (p.pid, p.pid)) as f:
                    for child in f.read().split():
                        os.kill(int(child), 9)
            p.kill()
            p.wait(10)
        for s in sockets:
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            s.close()
        shutil.rmtree(t, ignore_errors=True)


def main(directories):
    with lab.hosts("pfp") as (names, certificates):
        for directory in directories:
            print(json.dumps(run(directory, certificates, names)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
