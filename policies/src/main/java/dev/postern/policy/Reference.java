package dev.postern.policy;

/**
 * Where a standard asks for what a rule demands.
 *
 * @param standard such as {@code RFC 8314} or {@code PCI DSS 4.0.1}
 * @param section within it; empty for the whole document
 */
public record Reference(String standard, String section) {
  /** {@code RFC 8314 section 4.1}, {@code PCI DSS 4.0.1, 4.2.1}. */
  @Override
  public String toString() {
    return section.isEmpty()
        ? standard
        : standard + (standard.startsWith("RFC ") ? " section " : ", ") + section;
  }
}
