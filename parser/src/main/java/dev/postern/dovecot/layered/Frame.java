package dev.postern.dovecot.layered;

import dev.postern.source.Span;
import java.util.Optional;

/**
 * A section that is open while files are read.
 *
 * @param type the word before its name; empty at the top
 * @param path what it puts before the keys inside: {@code service/imap-login/}; empty for filters
 * @param section where its settings go; empty when no setting can stand there
 * @param pairs the key of a section that takes any key; empty otherwise
 * @param skipped whether it was refused, so that what stands inside cannot be judged
 */
record Frame(
    String type,
    boolean isFilter,
    Layer layer,
    String path,
    Optional<Section> section,
    Optional<String> pairs,
    boolean skipped,
    Span place) {

  Frame skip(String otherType, Span otherPlace) {
    return new Frame(
        otherType, false, layer, path, Optional.empty(), Optional.empty(), true, otherPlace);
  }
}
