package dev.postern.posture.service;

/** Software whose configuration or version matters. */
public enum SoftwareName {
  DOVECOT,
  POSTFIX,
  OPENSSL,
  IPTABLES,
  NFTABLES,
  UFW,
  FIREWALLD,
  PF,
  FAIL2BAN
}
