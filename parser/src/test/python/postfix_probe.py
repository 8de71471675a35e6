#!/usr/bin/python3
"""postfix_probe.py DIR...: runs the installed Postfix master with the main.cf and master.cf of each directory, in network
namespaces of its own, and prints one JSON object a directory: the TCP ports that listen, and what a client on another
address meets at each. Root, Linux, iproute2, openssl. Nothing outside a temporary folder and the two namespaces is
touched. master.cf needs to hold the inet services only. In the files, @DIR@ stands for a folder with cert.pem and
key.pem. Instead of Dovecot a stand-in speaks its authentication protocol: MECHANISMS; every login succeeds. A file
attempts.json beside them, {PORT: [{client, helo, sender, recipient}, ...]}, names messages to hand in; helo null is none. Its
"strangers", if there, are the addresses from which other mail is tried.
"""
import base64, concurrent.futures, contextlib, grp, itertools, json, os, pwd, queue, shutil, socket, ssl, subprocess, sys, tempfile, threading, time
import warnings

import lab

MASTER = "/usr/lib/postfix/sbin/master"
STRANGER = {"client": "203.0.113.7", "helo": "client.example", "sender": "someone@sender.example",
            "recipient": "someone@foreign.example.com"}
# Somebody of the host itself.
ADDRESS = "root@example.test"
# For restrictions that turn the first one's address away.
OTHER = "65.0.0.7"
OTHER_HELO = "client.example.com"
# For restrictions that turn away the domains of the documentation.
KNOWN = "someone@iana.org"
SENDERS = (STRANGER["sender"], "someone@sender.test", KNOWN)
HELOS = (STRANGER["helo"], OTHER_HELO, "mail.iana.org", None)
# Where the clients are, beside the probe's own address.
STRANGERS = ("203.0.113.0/24",) + tuple("%d.0.0.0/8" % first for first in range(1, 224, 32))
VERSIONS = {"TLSv1": ssl.TLSVersion.TLSv1, "TLSv1.1": ssl.TLSVersion.TLSv1_1, "TLSv1.2": ssl.TLSVersion.TLSv1_2,
            "TLSv1.3": ssl.TLSVersion.TLSv1_3}
DENIED = {"connect": "accepted", "denied": True, "greeted": False}
SILENT = "accepted, then silent"
PATIENCE = 4
# Hosts side by side: most of a session's time is waiting.
PAIRS = 9
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
in_flow_delay = 0
service_throttle_time = 1s
"""
MECHANISMS = {"PLAIN": "plaintext", "LOGIN": "plaintext", "CRAM-MD5": "dictionary\tactive",
              "SCRAM-SHA-256": "mutual-auth", "ANONYMOUS": "anonymous"}


def authenticate(connection):
    """One smtpd asks; see Dovecot's auth-protocol document."""
    with connection, connection.makefile("rw", newline="\n") as talk:
        talk.write("VERSION\t1\t2\n" + "".join("MECH\t%s\t%s\n" % pair for pair in MECHANISMS.items()) + "SPID\t1\nCUID\t1\nCOOKIE\t00000000000000000000000000000000\nDONE\n")
        talk.flush()
        for line in talk:
            words = line.rstrip("\n").split("\t")
            if words[0] in ("AUTH", "CONT"):
                answered = words[0] == "CONT" or any(word.startswith("resp=") for word in words)
                talk.write("OK\t%s\tuser=probe\n" % words[1] if answered else "CONT\t%s\t\n" % words[1])
                talk.flush()


def serve(path, kind, handle):
    """Each connection, or for datagrams the socket itself, in a thread of its own until the socket is shut."""
    server = socket.socket(socket.AF_UNIX, kind)
    server.bind(path)
    os.chmod(path, 0o666)

    def accept():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=quietly, args=(handle, connection), daemon=True).start()

    if kind == socket.SOCK_STREAM:
        server.listen(32)
        threading.Thread(target=accept, daemon=True).start()
    else:
        threading.Thread(target=quietly, args=(handle, server), daemon=True).start()
    return server


class Talk:
    def __init__(self, port, tls, client=STRANGER["client"], version=None, header=""):
        self.s = socket.create_connection((lab.SERVER, port), PATIENCE, (client, 0))
        self.rest = b""
        try:
            self.s.sendall(header.encode())
            if tls:
                self.handshake(version)
            self.banner = self.read()
        except (OSError, EOFError):
            self.s.close()
            raise

    def handshake(self, version=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = version or ssl.TLSVersion.TLSv1
            context.maximum_version = version or ssl.TLSVersion.MAXIMUM_SUPPORTED
        self.s = context.wrap_socket(self.s)

    def starttls(self, version=None, greets=True):
        if greets:
            self.greet()
        if not self.ask("STARTTLS")[0].startswith("220"):
            raise EOFError
        self.handshake(version)

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
        lines = self.ask("EHLO client.example.test")
        self.taken = lines[0].startswith("250")
        self.words = [line[4:].upper() for line in lines]

    def offered(self):
        return sorted({m for line in self.words if line.startswith("AUTH ") for m in line.split()[1:]})

    def accepted(self):
        names = []
        for name in sorted(MECHANISMS):
            if self.ask("AUTH " + name)[0].startswith("334"):
                self.ask("*")
                names.append(name)
        return names

    def password(self):
        return self.ask("AUTH PLAIN " + base64.b64encode(b"\0user\0probe").decode())[0].startswith("235")

    def takes(self, message):
        """Whether the server takes responsibility for a message, to the last dot."""
        if message["helo"] is not None:
            self.ask("HELO " + message["helo"])
        for command, code in (("MAIL FROM:<%s>" % message["sender"], "250"),
                              ("RCPT TO:<%s>" % message["recipient"], "250"), ("DATA", "354"),
                              ("Subject: probe\r\n\r\nprobe\r\n.", "250")):
            if not self.ask(command)[0].startswith(code):
                return False
        return True

    def waits(self):
        """Whether mail is refused that comes before the answer to DATA; None where none is taken."""
        for command in ("MAIL FROM:<>", "RCPT TO:<%s>" % ADDRESS):
            if not self.ask(command)[0].startswith("250"):
                return None
        self.s.sendall(b"DATA\r\nSubject: probe\r\n\r\nprobe\r\n.\r\n")
        reply = self.read()[0]
        return False if reply.startswith("354") else True if "pipelining" in reply or "synchronization" in reply else None

    def line_endings(self, recipient):
        """What ends a message: True for a dot after a bare newline, False where it does not, None where no mail is taken."""
        for command, code in (("MAIL FROM:<>", "250"), ("RCPT TO:<%s>" % recipient, "250"), ("DATA", "354")):
            if not self.ask(command)[0].startswith(code):
                return None
        self.s.sendall(b"Subject: probe\r\n\r\nprobe\n.\r\nNOOP\r\n.\r\n")
        reply = self.read()[0]
        if not reply.startswith("250"):
            return False if "<LF>" in reply else None
        self.s.settimeout(0.5)
        try:
            self.read()
            return True
        except (OSError, EOFError):
            return False


def quietly(function, *words):
    """The answer, or None when the server hangs up or says nothing."""
    try:
        return function(*words)
    except (OSError, EOFError):
        return None


def opened(port, implicit, tls, client, version=None, greets=True):
    talk = Talk(port, implicit, client, version)
    if tls and not implicit:
        talk.starttls(version, greets)
    return talk


def handed_in(port, met, message):
    """Whether a message gets in, under TLS or without."""
    # STARTTLS may work where no greeting is taken that would announce it.
    ways = [True] * ("helo-required" in met or not met["handshake"]) + [False] * (met["tls"] != "implicit" and not met["required"])
    greets = message["helo"] is not None
    return any(quietly(lambda: opened(port, met["tls"] == "implicit", tls, message["client"], None, greets).takes(message))
               for tls in ways)


def converse(port, implicit, secure, met, client, strangers):
    """What a session shows, under TLS where there is TLS."""
    met["banner"] = Talk(port, implicit, client).banner[0][4:]
    talk = opened(port, implicit, secure, client)
    required = talk.ask("MAIL FROM:<>")[0].startswith("503")
    talk.ask("RSET")
    talk.greet()
    if secure:
        met["offered-after"], met["after"] = talk.offered(), talk.accepted()
        if not talk.taken:
            del met["offered-after"]
    met["helo-required"] = required
    talk = opened(port, implicit, secure, client)
    met["vrfy"] = not talk.ask("VRFY root")[0].startswith("502")
    talk.greet()
    ends = talk.line_endings(ADDRESS)
    if ends is not None:
        met["bare-newline"] = ends
    waits = [quietly(waits_for_data, port, implicit, secure, stranger) for stranger in strangers]
    if any(told is not None for told in waits):
        met["commands-ahead"] = False in waits
    forged = []
    for message in itertools.product(strangers, HELOS, SENDERS, (STRANGER["recipient"], KNOWN)):
        if True not in forged:
            forged.append(quietly(forges, port, implicit, secure, *message))
    if any(taken is not None for taken in forged):
        met["forged"] = any(forged)


def waits_for_data(port, implicit, secure, client):
    talk = opened(port, implicit, secure, client)
    talk.greet()
    return talk.waits()


def forges(port, implicit, secure, client, helo, sender, recipient):
    """Whether somebody who has logged in hands in a stranger's message; None where nobody logs in."""
    talk = opened(port, implicit, secure, client, None, helo is not None)
    if helo is not None:
        talk.ask("EHLO " + helo)
    return talk.takes(dict(helo=None, sender=sender, recipient=recipient)) if talk.password() else None


def meet(port, attempts, strangers, log):
    """What a stranger meets at a port, from another address where the first is not even greeted."""
    for _ in range(2):
        # On a busy machine an answer may come too late.
        with contextlib.suppress(socket.timeout):
            return met_by_one(port, attempts, strangers, log)
    return met_by_one(port, attempts, strangers, log)


def met_by_one(port, attempts, strangers, log):
    met = seen(port, attempts, strangers, STRANGER["client"])
    # A busy machine is slow; of one that dies master tells.
    for _ in range(4):
        if met["connect"] != SILENT or any("exit status" in line or "killed by" in line for line in log):
            break
        met = seen(port, attempts, strangers, STRANGER["client"])
    if met.pop("greeted", True):
        return met
    other = seen(port, attempts, [OTHER], OTHER)
    return other if other.pop("greeted", True) else met


def seen(port, attempts, strangers, client):
    """The same from one address; greeted only where it is not."""
    try:
        talk = Talk(port, True, client)
        if not talk.banner[0].startswith("220"):
            return dict(DENIED)
        talk.greet()
        met = {"connect": "accepted", "tls": "implicit", "handshake": True, "required": True, "offered": [], "before": [],
               "password": False}
        if not talk.taken:
            met["greeted"] = False
    except ConnectionRefusedError:
        return {"connect": "refused"}
    except socket.timeout:
        return {"connect": SILENT}
    except (OSError, EOFError):
        try:
            talk = Talk(port, False, client)
        except (OSError, EOFError):
            return {"connect": SILENT}
        if not talk.banner[0].startswith("220"):
            return dict(DENIED)
        talk.greet()
        met = {"connect": "accepted", "tls": "starttls" if "STARTTLS" in talk.words else "none", "handshake": False,
               "offered": talk.offered(), "before": talk.accepted(),
               "required": talk.ask("MAIL FROM:<>")[0].startswith("530")}
        if not talk.taken:
            del met["offered"]
            met["greeted"] = False
        talk.ask("RSET")
        met["password"] = talk.password()
        if met["tls"] == "starttls":
            met["handshake"] = quietly(opened, port, False, True, client) is not None
    implicit, secure = met["tls"] == "implicit", met["handshake"]
    met["versions"] = [name for name, version in VERSIONS.items()
                       if secure and quietly(opened, port, implicit, True, client, version)]
    met["offered-after"], met["after"] = [], []
    if secure or not met["required"]:
        # A session may end at once under TLS.
        quietly(converse, port, implicit, secure, met, client, strangers)
    met["own"] = any(handed_in(port, met, dict(client=client, helo=helo, sender=sender, recipient=ADDRESS))
                     for client in strangers for helo in HELOS for sender in (*SENDERS, ""))
    met["attempts"] = [handed_in(port, met, message) for message in attempts]
    return met


def prepare(directory, t, certificates, more=None):
    """A folder to run in: the files of a directory, with what an instance here needs besides."""
    os.chmod(t, 0o755)
    owner, drop = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
    for name in ("etc", "queue", "queue/pid"):
        os.mkdir(t + "/" + name)
    for name in ("data", "queue/private", "queue/public", "queue/maildrop", "queue/incoming", "queue/active"):
        os.mkdir(t + "/" + name, 0o700)
        os.chown(t + "/" + name, owner, drop if name == "queue/public" else -1)
    os.chmod(t + "/queue/public", 0o710)
    more = more or {"main.cf": OWN.format(t=t), "master.cf": INTERNAL}
    for name in os.listdir(directory):
        if os.path.isdir(directory + "/" + name):
            shutil.copytree(directory + "/" + name, t + "/etc/" + name)
            continue
        with open(directory + "/" + name) as f, open(t + "/etc/" + name, "w") as to:
            to.write(f.read().replace("@DIR@", certificates).replace("@IP@", lab.CLIENT).replace("@T@", t) + more.get(name, ""))
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
    log, sockets, p, attempts = [], [], None, {}
    try:
        prepare(directory, t, certificates)
        with contextlib.suppress(FileNotFoundError), open(directory + "/attempts.json") as f:
            attempts = json.load(f)
        # Without somebody who takes the log each early warning waits a second.
        sockets.append(serve(t + "/queue/public/postlog", socket.SOCK_DGRAM, drain(log)))
        sockets.append(serve(t + "/queue/private/stand-in", socket.SOCK_STREAM, authenticate))
        lab.enter(names[0])
        # The ports of the one before close when the last of its processes is gone.
        end = time.monotonic() + 8
        while lab.listening() and time.monotonic() < end:
            time.sleep(0.02)
        p = subprocess.Popen(lab.started(directory + "/openssl.cnf", MASTER, "-d", "-c", t + "/etc"),
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
            strangers = attempts.get("strangers", [STRANGER["client"]])
            answers = list(pool.map(lambda port: meet(port, attempts.get(str(port), [STRANGER]), strangers, log), ports))
        return {"directory": directory, "listening": ports, "ports": {str(k): v for k, v in zip(ports, answers)}}
    except Exception as e:
        return {"directory": directory, "error": "%r\n%s" % (e, "\n".join(log[-10:]))}
    finally:
        if p:
            stop(p)
        for s in sockets:
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            s.close()
        shutil.rmtree(t, ignore_errors=True)


def stop(p):
    """Ends master, which changes its user, by which it loses the order to die with its parent, by its own id."""
    if p.poll() is None:
        with open("/proc/%d/task/%d/children" % (p.pid, p.pid)) as f:
            for child in f.read().split():
                os.kill(int(child), 9)
    p.kill()
    p.wait(10)


@contextlib.contextmanager
def instance(directory, certificates, namespace, more=None, queues=(), resolver=""):
    """Postfix running in a namespace, with resolver as its resolv.conf: its log, which grows, and the folder it runs in."""
    t = tempfile.mkdtemp(prefix="postfix-probe.")
    log, sockets, p = [], [], None
    try:
        prepare(directory, t, certificates, more and {name: text.replace("@T@", t) for name, text in more.items()})
        for name in queues:
            os.mkdir(t + "/queue/" + name, 0o700)
            shutil.chown(t + "/queue/" + name, "postfix")
        sockets.append(serve(t + "/queue/public/postlog", socket.SOCK_DGRAM, drain(log)))
        sockets.append(serve(t + "/queue/private/stand-in", socket.SOCK_STREAM, authenticate))
        lab.enter(namespace)
        p = subprocess.Popen(lab.started("", MASTER, "-d", "-c", t + "/etc", resolver=resolver), stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while not any("daemon started" in line for line in log) and p.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
        yield log, t
    finally:
        if p:
            stop(p)
        for s in sockets:
            with contextlib.suppress(OSError):
                s.shutdown(socket.SHUT_RDWR)
            s.close()
        shutil.rmtree(t, ignore_errors=True)


def work(number, waiting):
    """One pair of hosts, which takes the next directory until none waits; each line is written whole."""
    with lab.hosts("pfp%d." % number) as (names, certificates):
        for network in STRANGERS:
            lab.ip("-n", names[1], "route", "add", "local", network, "dev", "lo")
            lab.ip("-n", names[0], "route", "add", network, "dev", "eth0")
        with contextlib.suppress(queue.Empty):
            while True:
                answer = run(waiting.get_nowait(), certificates, names)
                sys.stdout.write(json.dumps(answer) + "\n")


def main(directories):
    waiting = queue.SimpleQueue()
    for directory in directories:
        waiting.put(directory)
    with concurrent.futures.ThreadPoolExecutor(PAIRS) as pool:
        list(pool.map(work, range(min(PAIRS, len(directories))), [waiting] * PAIRS))


if __name__ == "__main__":
    main(sys.argv[1:])
