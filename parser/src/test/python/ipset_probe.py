#!/usr/bin/python3
"""Gives ipset files to `ipset restore` in a network namespace and tells which sets are there then.

Needs root, iproute2 and ipset; makes one namespace and takes it away at the end. Reads one JSON object a line
from standard input, {"file": FILE, "options": ["-exist"]}; answers with one a line: {"refused": "", "sets": TEXT}, the text
of `ipset save`. With a file as argument it writes that golden anew: cases with "---" lines between them, each
followed by "===" and the answer.
"""
import json
import os
import re
import subprocess
import sys

NAME = "sets%d" % os.getpid()


def run(*command, input=""):
    return subprocess.run(command, input=input, capture_output=True, text=True, timeout=60)


def inside(*command, input=""):
    return run("ip", "netns", "exec", NAME, *command, input=input)


def ask(text, options):
    for _ in range(50):
        inside("ipset", "flush")
        if inside("ipset", "destroy").returncode == 0:
            break
    result = inside("ipset", *options, "restore", input=text)
    refused = result.stderr.strip() or "exit %d" % result.returncode if result.returncode else ""
    return {"refused": refused, "sets": inside("ipset", "save").stdout}


def brief(sets):
    """Names of sets and their elements, sorted, as ipset prints them."""
    lines = []
    for line in sets.splitlines():
        words = re.sub(r" (timeout|packets|bytes) \d+| comment \".*?\"| skb\w+ \S+| wildcard", "", line).split()
        lines.append(" ".join(words if words[0] == "add" else words[:3]))
    return "\n".join(sorted(lines))


def renew(path):
    with open(path) as file:
        head, *cases = re.split(r"^---\n", file.read(), flags=re.M)
    made = [head]
    for case in cases:
        text = re.split(r"^===.*\n", case, flags=re.M)[0]
        answer = ask(text, [])
        sets = brief(answer["sets"])
        made.append(text + "=== %s\n" % ("refused" if answer["refused"] else "loaded") + sets + ("\n" if sets else ""))
    with open(path, "w") as file:
        file.write("---\n".join(made))


def main():
    if run("ip", "netns", "add", NAME).returncode:
        sys.exit(1)
    try:
        if len(sys.argv) > 1:
            renew(sys.argv[1])
            return
        print("ready", flush=True)
        for line in sys.stdin:
            case = json.loads(line)
            with open(case["file"]) as file:
                print(json.dumps(ask(file.read(), case["options"])), flush=True)
    finally:
        run("ip", "netns", "del", NAME)


if __name__ == "__main__":
    main()
