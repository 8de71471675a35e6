package dev.postern.host;

/** What a configuration file or directory is. */
public enum ConfigKind {
  DOVECOT,
  /** A directory with main.cf, master.cf or both. */
  POSTFIX,
  IPTABLES,
  IP6TABLES,
  IPSET,
  NFTABLES,
  UFW,
  FIREWALLD,
  PF,
  FAIL2BAN
}
