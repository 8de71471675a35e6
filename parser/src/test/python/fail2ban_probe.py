"""Asks the installed fail2ban, without a server, what it makes of configurations.

Each line of standard input is a request, a tab and its arguments; each answer is one line of JSON.
  settings DIRECTORY     the jails of a directory such as /etc/fail2ban, as the server would be told
  seconds TEXT           how many a time such as 10m is; null for none
  found EXPRESSION TEXT  where an expression first matches a text, such as [2, 5]; null for nowhere
  match DIRECTORY JAIL   then a count and as many log lines: which of them the jail counts, for which address
"""
import json
import logging
import sys
import warnings

sys.path.insert(0, "/usr/lib/python3/dist-packages")

from fail2ban.client.configurator import Configurator  # noqa: E402
from fail2ban.server.failregex import Regex, RegexException  # noqa: E402
from fail2ban.server.filter import Filter  # noqa: E402
from fail2ban.server.jail import Jail  # noqa: E402
from fail2ban.server.mytime import MyTime  # noqa: E402
from fail2ban.server.server import Server  # noqa: E402
from fail2ban.server.transmitter import Transmitter  # noqa: E402

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
NOW = 1_700_000_000.0
TOLD = ("usedns", "prefregex", "addfailregex", "addignoreregex", "maxlines", "datepattern",
        "maxretry", "findtime", "bantime", "ignorecommand", "addignoreip", "logencoding")


def jails_of(stream):
    """The commands for the server as one object per jail; a later command replaces an earlier one."""
    jails = {}
    for command in stream:
        if command[0] == "config-error":
            name = command[1].split("'")[1]
            jails[name] = {"skipped": True}
        elif command[0] == "add":
            jails[command[1]] = {"backend": command[2], "options": {}, "actions": []}
        elif command[0] in ("set", "multi-set") and command[1] in jails:
            take(jails[command[1]], command)
    return jails


def take(jail, command):
    option, values = command[2], command[3:]
    if option in ("addfailregex", "addignoreregex"):
        lines = values[0] if command[0] == "multi-set" else values
        jail["options"].setdefault(option, []).extend(lines)
    elif option in ("addjournalmatch", "addignoreip"):
        jail["options"].setdefault(option, []).append(" ".join(values))
    elif option == "addaction":
        jail["actions"].append({"name": values[0], "options": {}})
    elif option == "action":
        pairs = values[1] if command[0] == "multi-set" else [values[1:]]
        for name, value in pairs:
            jail["actions"][-1]["options"][name] = str(value)
    elif option != "addlogpath":
        jail["options"][option] = str(values[0])


def stream_of(directory):
    configurator = Configurator()
    configurator.setBaseDir(directory)
    configurator.readAll()
    configurator.getOptions()
    configurator.convertToProtocol(allow_no_files=True)
    return configurator.getConfigStream()


def read(directory):
    return jails_of(stream_of(directory))


def settings(directory):
    try:
        stream = stream_of(directory)
        tell(stream)
        return {"jails": jails_of(stream)}
    except Exception as error:  # any of them keeps fail2ban from starting
        return {"refused": "%s: %s" % (type(error).__name__, error)}


def tell(stream):
    """Tells a server of the filters, without starting any jail."""
    server = Server()
    handle = Transmitter(server)._Transmitter__commandHandler
    for command in stream:
        if command[0] == "add":
            name = command[2].split("[")[0].lower()
            handle(["add", command[1], "polling" if name in Jail._BACKENDS else command[2]])
        elif command[0] in ("set", "multi-set") and command[2] in TOLD:
            handle(command)


def match(directory, jail, lines):
    """The address each line is counted for; null for none."""
    options = read(directory)[jail]["options"]
    judge = Filter(None)
    judge.checkFindTime = False
    judge.returnRawHost = True
    judge.setUseDns(options.get("usedns", "warn"))
    if options.get("prefregex"):
        judge.prefRegex = options["prefregex"]
    for text in options.get("addfailregex", []):
        judge.addFailRegex(text)
    for text in options.get("addignoreregex", []):
        judge.addIgnoreRegex(text)
    return [one(judge, line) for line in lines]


def one(judge, line):
    found = [failure[1] for failure in judge.processLine(("", "", line), NOW)]
    return str(found[0]) if found and found[0] else None


def seconds(text):
    try:
        return int(MyTime.str2seconds(text))
    except Exception:  # it is evaluated as Python
        return None


def found(expression, text):
    try:
        matched = Regex(expression)._regexObj.search(text)
        return {"at": "null" if matched is None else str(list(matched.span()))}
    except RegexException as error:
        return {"refused": str(error)}


def main():
    for request in sys.stdin:
        words = request.rstrip("\n").split("\t")
        if words[0] == "settings":
            answer = settings(words[1])
        elif words[0] == "found":
            answer = found(words[1], words[2])
        elif words[0] == "seconds":
            answer = {"seconds": seconds(words[1])}
        else:
            lines = [sys.stdin.readline().rstrip("\n") for _ in range(int(words[3]))]
            try:
                answer = {"addresses": match(words[1], words[2], lines)}
            except Exception as error:
                answer = {"refused": "%s: %s" % (type(error).__name__, error)}
        print(json.dumps(answer), flush=True)


main()
