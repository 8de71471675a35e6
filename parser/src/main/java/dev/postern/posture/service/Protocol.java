package dev.postern.posture.service;

/** What is spoken on an endpoint. */
public enum Protocol {
  IMAP,
  POP3,
  MANAGESIEVE,
  /** Mail from the world, RFC 5321. */
  SMTP,
  /** Mail from the host's own users, RFC 6409. */
  SUBMISSION,
  /** The same with TLS from the first byte, RFC 8314 section 3.3. */
  SUBMISSIONS,
  LMTP,
  DOVEADM,
  METRICS,
  AUTH,
  DICT,
  QMQP,
  OTHER
}
