#!/usr/bin/python3
"""postfix_talk_probe.py DIR: runs the installed Postfix with the main.cf and master.cf of DIR and prints one JSON object: what a client
on another host is answered at each port to the lines that DIR/talk.json, {PORT: [line, ...]}, has for it, each answer with its code
and its words. It reads the answer to one line before it sends the next. A line "(wait SECONDS)" only waits; "(connect)" hangs up
and comes again, "(connect HEADER)" with a header that is sent before the greeting. The last answer is "closed" where the server has hung up, "silent" where it says nothing. Root, Linux, iproute2, openssl.
"""
import concurrent.futures, json, socket, sys, time

import lab, postfix_probe


def say(talk, line):
    if line == "STARTTLS":
        talk.starttls(greets=False)
        return ["220 under TLS"]
    return talk.ask(line)


def converse(port, lines):
    answers, talk = [], None
    try:
        for line in lines if lines[0].startswith("(connect ") else ["(connect)", *lines]:
            if line.startswith("(wait "):
                time.sleep(float(line[6:-1]))
            elif line.startswith("(connect"):
                header = line[9:-1]
                talk = postfix_probe.Talk(port, False, lab.CLIENT, header=header and header + "\r\n")
                answers.append("\n".join(talk.banner))
            else:
                answers.append("\n".join(say(talk, line)))
    except socket.timeout:
        answers.append("silent")
    except (OSError, EOFError):
        answers.append("closed")
    return answers


def converse_again(port, lines):
    """A session that something else has cut short is held once more; a server that hangs up does so again."""
    answers = converse(port, lines)
    return converse(port, lines) if answers[-1] == "closed" else answers


def main(directory):
    with open(directory + "/talk.json") as f:
        scripts = json.load(f)
    with lab.hosts("pft") as (names, folder), postfix_probe.instance(directory, folder, names[0]) as (log, _):
        # A master that has ended opens nothing more.
        end = time.monotonic() + (10 if any("daemon started" in line for line in log) else 0)
        while not set(map(int, scripts)) <= set(lab.listening()) and time.monotonic() < end:
            time.sleep(0.05)
        lab.enter(names[1])
        with concurrent.futures.ThreadPoolExecutor(len(scripts)) as pool:
            met = pool.map(converse_again, map(int, scripts), scripts.values())
            print(json.dumps(dict(zip(scripts, met))))
        sys.stderr.write("\n".join(log[-200:]))


if __name__ == "__main__":
    main(sys.argv[1])
