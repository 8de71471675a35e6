#!/usr/bin/python3
"""sasl_socket_probe.py DIR: runs the installed Postfix and the installed Dovecot side by side, with the main.cf, master.cf and
dovecot.conf of DIR, and prints one JSON object: for each port that listens, whether somebody answers there ("connect") and, if so,
whether a client on another host logs in before TLS ("before"), hands in mail for the server's own domain before it ("mail"), and logs
in under it ("after"). In the files, @T@/queue stands for Postfix's queue_directory, @T@/run for Dovecot's base_dir, and @DIR@ for the
folder of cert.pem and key.pem. Root, Linux, iproute2, openssl.
"""
import concurrent.futures, json, os, subprocess, sys, time

import dovecot_probe, lab, postfix_probe


def logs_in(port, implicit, tls):
    def attempt():
        talk = postfix_probe.opened(port, implicit, tls, lab.CLIENT)
        talk.greet()
        return talk.password()
    return bool(postfix_probe.quietly(attempt))


def takes_mail(port):
    def attempt():
        talk = postfix_probe.opened(port, False, False, lab.CLIENT)
        talk.greet()
        return all(talk.ask(line)[0].startswith("250") for line in ("MAIL FROM:<>", "RCPT TO:<%s>" % postfix_probe.ADDRESS))
    return bool(postfix_probe.quietly(attempt))


def answer(port):
    implicit = postfix_probe.quietly(postfix_probe.Talk, port, True, lab.CLIENT) is not None
    if not implicit and postfix_probe.quietly(postfix_probe.Talk, port, False, lab.CLIENT) is None:
        return {"connect": False}
    # An smtpd that dies keeps the next from starting for a while: what is under TLS comes last.
    return {"connect": True, "before": not implicit and logs_in(port, implicit, False), "mail": not implicit and takes_mail(port),
            "after": logs_in(port, implicit, True)}


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
