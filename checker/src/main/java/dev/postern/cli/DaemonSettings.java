package dev.postern.cli;

import dev.postern.fact.Fact;
import dev.postern.source.Problem;
import java.util.List;
import java.util.Map;

/** The settings of one daemon, ready to print. */
interface DaemonSettings {

  /** In the order in which the daemon would meet them. */
  List<Problem> problems();

  /** Whether the daemon refuses to load them, so that there is nothing to print. */
  boolean isRefused();

  /** What the daemon's own tool prints. */
  String text(OriginNotes notes);

  /** Names or paths with their values, in the order of the text. */
  Map<String, Fact<String>> flat();
}
