package dev.postern.dovecot.settings;

import dev.postern.dovecot.syntax.Written;
import dev.postern.source.Span;
import java.util.Optional;

/** What one connection sees of the settings. */
public interface View {

  /** Dovecot's message when the filters contradict each other: there are no settings then. */
  Optional<String> conflict();

  /** Why a login process gets no settings: it takes a connection and never answers. */
  Optional<String> failure();

  /** The place of the filter that decides first. */
  Span place();

  /** What was written for a setting outside all sections; empty when its default holds. */
  Optional<Written> written(String key);
}
