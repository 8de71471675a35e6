#!/usr/bin/python3
"""Lets the installed firewalld write its rules into the network namespace it runs in, without its daemon:
firewalld_start.py DIRECTORY, a directory like /etc/firewalld. Needs Debian's own python3."""
import os
import sys

from firewall import config

config.set_system_config_paths(os.path.abspath(sys.argv[1]))
config.FIREWALLD_LOGFILE = os.devnull
from firewall.core.fw import Firewall  # noqa: E402

firewall = Firewall()
firewall.start()
if firewall.get_state() != "RUNNING":
    sys.exit("state %s" % firewall.get_state())
