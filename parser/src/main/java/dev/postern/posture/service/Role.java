package dev.postern.posture.service;

/** What an endpoint is for. */
public enum Role {
  /** People read mail. */
  ACCESS,
  /** People send mail. */
  SUBMISSION,
  /** The world delivers mail: an MX. */
  EXCHANGE,
  /** Another mail program hands mail over. */
  DELIVERY,
  ADMIN
}
