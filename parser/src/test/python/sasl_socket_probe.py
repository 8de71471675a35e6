#!/usr/bin/python3
"""sasl_socket_probe.py DIR: runs the installed Postfix and the installed Dovecot side by side, with the main.cf, master.cf and
dovecot.conf of DIR, and prints one JSON object: for each port that listens, whether a client on another host can log in there
("login"), is refused, or is not answered ("silent"). In the files, @T@/queue stands for Postfix's queue_directory and @T@/run for
Dovecot's base_dir. Root, Linux, iproute2, openssl.
"""
import concurrent.futures, json, os, subprocess, sys, time

import dovecot_probe, lab, postfix_probe


def answer(port):
    try:
        talk = postfix_probe.Talk(port, False, lab.CLIENT)
        talk.greet()
        return "login" if talk.password() else "refused"
    except (OSError, EOFError):
        return "silent"


def main(directory):
    with lab.hosts("sap") as (names, folder), postfix_probe.instance(directory, folder, names[0]) as (log, t):
        for name in ("mail", "state"):
            os.mkdir(t + "/" + name)
        os.rename(t + "/etc/dovecot.conf", t + "/dovecot.conf")
        with open(t + "/wrap.conf", "w") as to:
            to.write(dovecot_probe.WRAP.format(t=t))
        p = subprocess.Popen(lab.started("", "dovecot", "-F", "-c", t + "/wrap.conf"), stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            end = time.monotonic() + 10
            while not os.path.exists(t + "/run/master.pid") and p.poll() is None and time.monotonic() < end:
                time.sleep(0.02)
            ports = lab.listening()
            lab.enter(names[1])
            with concurrent.futures.ThreadPoolExecutor(len(ports)) as pool:
                print(json.dumps(dict(zip(map(str, ports), pool.map(answer, ports)))))
            sys.stderr.write("\n".join(log[-20:]))
        finally:
            postfix_probe.stop(p)
            sys.stderr.write(p.stderr.read())
            p.stderr.close()


if __name__ == "__main__":
    main(sys.argv[1])
