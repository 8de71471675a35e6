#!/usr/bin/python3
"""postfix_limits_probe.py DIR: runs the installed Postfix and prints one JSON object: for each port how many connections, logins,
messages, recipients, errors, connections at once, handshakes and errors answered at once it takes from one client, at most MANY of
each. Ports are numbered PORT.kind by their last digit: KINDS. Root, Linux, iproute2, openssl.
"""
import concurrent.futures, contextlib, json, sys, time

import lab, postfix_probe

MANY = 7
KINDS = ("connections", "authentication-attempts", "messages", "recipients", "errors", "concurrent-connections", "tls-sessions",
         "prompt-errors")
NEW = ("connections", "authentication-attempts", "concurrent-connections", "tls-sessions")
# A quarter of what smtpd sleeps.
PROMPT = 0.25


def count(port, kind):
    taken, held = 0, []
    with contextlib.suppress(OSError, EOFError):
        talk = None
        for _ in range(MANY):
            if talk is None or kind in NEW:
                held.append(talk)
                talk = postfix_probe.Talk(port, False, lab.CLIENT)
                if not talk.banner[0].startswith("220"):
                    break
                talk.greet()
                if kind == "recipients":
                    talk.ask("MAIL FROM:<>")
            begin = time.monotonic()
            answer = {"connections": lambda: "250", "authentication-attempts": lambda: "250" if talk.password() else "450",
                      "messages": lambda: talk.ask("MAIL FROM:<>")[0], "errors": lambda: talk.ask("NONSENSE")[0],
                      "concurrent-connections": lambda: "250", "tls-sessions": lambda: encrypted(talk),
                      "prompt-errors": lambda: talk.ask("NONSENSE")[0],
                      "recipients": lambda: talk.ask("RCPT TO:<%s>" % postfix_probe.ADDRESS)[0]}[kind]()
            if kind == "messages":
                talk.ask("RSET")
            slow = kind == "prompt-errors" and time.monotonic() - begin > PROMPT
            if answer[:3] in ("421", "450", "454") or slow:
                break
            taken += 1
    return taken


def encrypted(talk):
    answer = talk.ask("STARTTLS")[0]
    if answer.startswith("220"):
        talk.handshake()
    return answer


def main(directory):
    with lab.hosts("pfl") as (names, folder), postfix_probe.instance(directory, folder, names[0]):
        ports = lab.listening()
        lab.enter(names[1])
        with concurrent.futures.ThreadPoolExecutor(len(ports)) as pool:
            met = pool.map(lambda port: count(port, KINDS[port % 10]), ports)
            print(json.dumps({str(port): taken for port, taken in zip(ports, met)}))


if __name__ == "__main__":
    main(sys.argv[1])
