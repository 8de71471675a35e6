package dev.postern.cli;

import dev.postern.fact.Origin;
import java.util.List;

/** Comments that tell where a value was set. */
class OriginNotes {
  /** No comments. */
  static final OriginNotes NONE =
      new OriginNotes(".") {
        @Override
        String note(List<Origin> origins) {
          return "";
        }
      };

  private final String root;

  /**
   * Notes on files below a root.
   *
   * @param root as the user wrote it
   */
  OriginNotes(String root) {
    this.root = root;
  }

  /** The comment behind a value: {@code # file:line} or {@code # default}, after a blank. */
  String note(List<Origin> origins) {
    return " # " + place(origins);
  }

  /** {@code file:line} of the statement, or {@code default}. */
  String place(List<Origin> origins) {
    for (Origin origin : origins) {
      if (origin instanceof Origin.Setting setting) {
        String file = setting.span().file();
        return (root.equals(".") ? file : root + "/" + file) + ":" + setting.span().line();
      }
    }
    return "default";
  }
}
