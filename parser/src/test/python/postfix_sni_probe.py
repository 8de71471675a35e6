#!/usr/bin/python3
"""postfix_sni_probe.py DIR NAME...: runs the installed Postfix with the files of DIR and prints one JSON object: for each of its ports
that listens, and each name that a client on another host asks for after STARTTLS, the subject of the certificate that it is shown; "" for
none. Root, Linux, iproute2, openssl. Nothing outside a temporary folder and the two namespaces is touched.
"""
import json, ssl, subprocess, sys, time

import lab, postfix_probe


def shown(port, name):
    talk = postfix_probe.Talk(port, False)
    talk.greet()
    if not talk.ask("STARTTLS")[0].startswith("220"):
        return ""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    der = context.wrap_socket(talk.s, server_hostname=name).getpeercert(True)
    return subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-subject", "-nameopt", "RFC2253"], input=der, check=True,
                          capture_output=True, timeout=10).stdout.decode().strip().removeprefix("subject=")


def main(directory, *names):
    with lab.hosts("pfn") as (spaces, folder), postfix_probe.instance(directory, folder, spaces[0]) as (log, _):
        end = time.monotonic() + 10
        while not lab.listening() and time.monotonic() < end:
            time.sleep(0.05)
        ports = lab.listening()
        lab.enter(spaces[1])
        lab.ip("-n", spaces[1], "addr", "add", postfix_probe.STRANGER["client"] + "/32", "dev", "lo")
        lab.ip("-n", spaces[0], "route", "add", postfix_probe.STRANGER["client"], "dev", "eth0")
        print(json.dumps({port: {name: postfix_probe.quietly(shown, port, name) or "" for name in names} for port in ports}))
        sys.stderr.write("\n".join(log[-50:]))


if __name__ == "__main__":
    main(*sys.argv[1:])
