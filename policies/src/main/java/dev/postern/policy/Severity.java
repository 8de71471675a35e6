package dev.postern.policy;

/** How much a failure matters, ascending. */
public enum Severity {
  INFO,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL
}
