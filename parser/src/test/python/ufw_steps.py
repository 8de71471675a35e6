#!/usr/bin/python3
"""Gives ufw a list of commands, all in one process: ufw_steps.py ROOT <STEPS.

Only for a network namespace of its own. ROOT holds copies of ufw's files and is all that is written.
A step is one of RandomUfw's. What ufw refuses is left out, as it would be for an administrator.
"""
import gettext
import shlex
import subprocess
import sys

gettext.install("ufw")
import ufw.common  # noqa: E402
import ufw.frontend  # noqa: E402


def tell(root, words):
    try:
        parsed = ufw.frontend.parse_command(["ufw"] + words)
        frontend = ufw.frontend.UFWFrontend(False, rootdir=root, datadir=root)
        if "rule" in parsed.data:
            frontend.do_action(parsed.action, parsed.data["rule"], parsed.data["iptype"], True)
        else:
            frontend.do_action(parsed.action, "", "", True)
    except (ufw.common.UFWError, ValueError, SystemExit) as refusal:
        print(words, refusal, file=sys.stderr)


def edit(path, change):
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(change(text))


def before_commit(line):
    return lambda text: text[:text.rindex("COMMIT")] + line + "\nCOMMIT\n"


def main(root):
    for step in sys.stdin.read().splitlines():
        kind, _, rest = step.partition(" ")
        if kind == "set":
            name = rest.partition("=")[0]
            edit(root + "/etc/default/ufw",
                 lambda text: "".join(rest + "\n" if line.startswith(name + "=") else line
                                      for line in text.splitlines(True)))
        elif kind in ("before", "before6"):
            edit(root + "/etc/ufw/%s.rules" % kind, before_commit(rest))
        elif kind == "table":
            name, _, line = rest.partition(" ")
            edit(root + "/etc/ufw/before.rules",
                 lambda text: "*%s\n:PREROUTING ACCEPT [0:0]\n%s\nCOMMIT\n" % (name, line) + text)
        else:
            tell(root, shlex.split(step))
    edit(root + "/etc/ufw/ufw.conf", lambda text: text.replace("ENABLED=no", "ENABLED=yes"))
    # As at boot.
    sys.exit(subprocess.call([root + "/lib/ufw/ufw-init", "--rootdir", root, "--datadir", root, "start"]))


if __name__ == "__main__":
    main(sys.argv[1])
