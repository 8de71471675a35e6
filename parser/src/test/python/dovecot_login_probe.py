#!/usr/bin/python3
"""dovecot_login_probe.py DIR...: runs the installed Dovecot with the dovecot.conf of each folder and prints one JSON object a folder:
what comes of a login with the password `right` and of one with `wrong` on port 143, as the user `user`: accepted, refused, or broken
where no answer comes. In the files, @DIR@ stands for the folder as the server has it. users.sql makes the database users.db of
SQLite's; `missing` names modules of auth that are taken away. Root, Linux, iproute2.
"""
import json, os, shutil, socket, sqlite3, subprocess, sys, tempfile, time

import lab

WRAP = """!include {t}/dovecot.conf
base_dir = {t}/run
state_dir = {t}/state
log_path = {t}/log
auth_failure_delay = 0
mail_location = maildir:{t}/mail/%u
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""

MODULES = "/usr/lib/dovecot/modules/auth"


def login(password):
    try:
        with socket.create_connection(("127.0.0.1", 143), 2) as s:
            s.settimeout(10)
            stream = s.makefile("rwb")
            stream.readline()
            stream.write(b"a LOGIN user %s\r\n" % password.encode())
            stream.flush()
            for line in stream:
                if line.startswith(b"a "):
                    return "accepted" if line.startswith(b"a OK") else "refused"
    except OSError:
        pass
    return "broken"


def prepare(folder, t):
    for d in "mail", "state", "modules":
        os.mkdir(t + "/" + d)
    os.chmod(t, 0o755)
    os.chmod(t + "/mail", 0o777)
    for name in os.listdir(folder):
        with open(os.path.join(folder, name)) as f, open(os.path.join(t, name), "w") as to:
            to.write(f.read().replace("@DIR@", t))
    if os.path.exists(t + "/users.sql"):
        with open(t + "/users.sql") as f:
            sqlite3.connect(t + "/users.db").executescript(f.read()).close()
    with open(t + "/wrap.conf", "w") as f:
        f.write(WRAP.format(t=t))
    if not os.path.exists(t + "/missing"):
        return ["dovecot"]
    with open(t + "/missing") as f:
        missing = f.read().split()
    shutil.copytree(MODULES, t + "/modules", dirs_exist_ok=True, ignore=lambda d, names: missing)
    return ["sh", "-c", 'mount --bind "$0" %s && exec dovecot "$@"' % MODULES, t + "/modules"]


def run(folder):
    t = tempfile.mkdtemp(prefix="dovecot-login.")
    p = subprocess.Popen(["unshare", "--mount", "--pid", "--fork", "--kill-child=KILL", *prepare(folder, t), "-F", "-c", t + "/wrap.conf"],
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        end = time.monotonic() + 8
        while time.monotonic() < end and p.poll() is None and not (os.path.exists(t + "/run/master.pid") and 143 in lab.listening()):
            time.sleep(0.02)
        if p.poll() is not None:
            return {"folder": folder, "error": p.stderr.read()}
        return {"folder": folder, "right": login("right"), "wrong": login("wrong")}
    finally:
        for child in open("/proc/%d/task/%d/children" % (p.pid, p.pid)).read().split() if p.poll() is None else []:
            os.kill(int(child), 9)
        p.kill()
        p.wait()
        p.stderr.close()
        shutil.rmtree(t, ignore_errors=True)


def main(folders):
    with lab.hosts("dlp") as (names, _):
        lab.enter(names[0])
        for folder in folders:
            print(json.dumps(run(folder)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
