package dev.postern.cli;

import dev.postern.check.JudgedHost;
import dev.postern.check.Summary;
import dev.postern.report.Renderer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The reports of one run in all formats asked for. Files are opened when there is something to
 * write, so that a run that comes to nothing leaves them alone.
 */
final class Reports implements AutoCloseable {
  private final Outputs outputs;
  private final Console console;
  private final String colour;
  private final Form form;
  private final List<Part> parts = new ArrayList<>();

  /** How each format is written. */
  interface Form {
    Renderer renderer(Output output) throws IOException;
  }

  private record Part(Output output, Renderer renderer) {}

  Reports(Outputs outputs, Console console, String colour, Form form) {
    this.outputs = outputs;
    this.console = console;
    this.colour = colour;
    this.form = form;
  }

  void host(JudgedHost judged) throws UsageError, IOException {
    for (Part part : parts()) {
      part.output().write(() -> part.renderer().host(judged));
    }
  }

  void end(Summary summary) throws UsageError, IOException {
    for (Part part : parts()) {
      part.output().write(() -> part.renderer().end(summary));
    }
  }

  private List<Part> parts() throws UsageError, IOException {
    if (parts.isEmpty()) {
      for (Output output : outputs.open(console, colour)) {
        parts.add(new Part(output, form.renderer(output)));
      }
    }
    return parts;
  }

  @Override
  public void close() throws UsageError, IOException {
    for (Part part : parts) {
      part.output().close();
    }
  }
}
