package dev.postern.cli;

import dev.postern.fact.Fact;
import dev.postern.source.Problem;
import java.util.List;
import java.util.Map;

/** The settings of one daemon, ready to print. */
interface DaemonSettings {

  /** In the order in which the daemon would meet them. */
  List<Problem> problems();

  /** Whether the daemon's own tool refuses them, so that there is nothing to print. */
  boolean isRefused();

  /** Whether the daemon starts with them: its own tool may print what it refuses. */
  default boolean canRun() {
    return !isRefused();
  }

  /** What the daemon's own tool prints. */
  String text(OriginNotes notes);

  /** Names or paths with their values, in the order of the text. */
  Map<String, Fact<String>> flat();
}
