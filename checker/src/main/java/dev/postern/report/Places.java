package dev.postern.report;

import dev.postern.posture.Host;
import dev.postern.source.Span;

/**
 * Places as a user can open them: the host's root as it was given, then the file. A terminal makes
 * {@code path:line:column} a link.
 */
final class Places {
  private final String root;

  Places(Host host) {
    this(host.root());
  }

  Places(String given) {
    this.root = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
  }

  String root() {
    return root.isEmpty() ? "/" : Printable.whole(root);
  }

  String file(String file) {
    if (file.isEmpty()) {
      return root();
    }
    return Printable.whole(root.equals(".") ? file : root + "/" + file);
  }

  String line(Span span) {
    return file(span.file()) + ":" + span.line();
  }

  String column(Span span) {
    return line(span) + ":" + span.column();
  }
}
