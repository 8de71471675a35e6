package dev.postern.dovecot.layered;

import dev.postern.dovecot.syntax.EventFilter;
import java.util.List;
import java.util.Set;

/** Metrics and their exporters (Dovecot 2.3.19.1 src/stats/stats-settings.c). */
final class StatsCheck {
  private static final Set<String> TIMED_FORMATS = Set.of("json", "tab-text");
  private static final Set<String> TRANSPORTS = Set.of("drop", "http-post", "log");
  private static final Set<String> TIMES = Set.of("time-rfc3339", "time-unix");

  private StatsCheck() {}

  static void check(CheckedSection root) {
    List<CheckedSection> metrics = root.sections("metric");
    List<CheckedSection> exporters = root.sections("event_exporter");
    if (!exporters.isEmpty()) {
      for (CheckedSection metric : metrics) {
        String wanted = metric.text("exporter");
        if (!wanted.isEmpty() && exporters.stream().noneMatch(e -> e.is("name", wanted))) {
          metric.refuse(
              "exporter",
              "metric %s refers to non-existent exporter '%s'"
                  .formatted(metric.text("metric_name"), wanted));
        }
      }
    }
    metrics.forEach(StatsCheck::metric);
    exporters.forEach(StatsCheck::exporter);
  }

  private static void metric(CheckedSection metric) {
    String name = metric.text("metric_name");
    if (name.isEmpty()) {
      metric.refuse("metric_name", "Metric name can't be empty");
    }
    if (metric.text("filter").isEmpty()) {
      metric.refuse(
          metric.isWritten("filter") ? "filter" : "metric_name",
          "metric %s { filter } is empty - will not match anything".formatted(name));
    } else if (metric.known("filter")
        && !EventFilter.isValid(metric.text("filter"), EventFilter.WORDS_2_3)) {
      metric.refuse("filter", "event filter: syntax error");
    }
    for (String group : metric.text("group_by").split(" +", 0)) {
      String[] words = group.split(":", -1);
      if (words.length > 1) {
        group(metric, words);
      }
    }
  }

  private static void group(CheckedSection metric, String[] words) {
    switch (words[1]) {
      case "discrete" -> {
        if (words.length > 2) {
          metric.refuse(
              "group_by", "group_by 'discrete' aggregate function does not take any args");
        }
      }
      case "exponential", "linear" -> range(metric, words);
      default ->
          metric.refuse(
              "group_by",
              "unknown aggregation function '%s' on field '%s'".formatted(words[1], words[0]));
    }
  }

  private static void range(CheckedSection metric, String[] words) {
    String start = "group_by '%s' aggregate function ".formatted(words[1]);
    boolean numbers = words.length == 5;
    for (int i = 2; i < words.length; i++) {
      numbers &= words[i].matches("-?[0-9]{1,18}");
    }
    if (!numbers) {
      metric.refuse("group_by", start + "takes 3 int args");
      return;
    }
    long min = Long.parseLong(words[2]);
    long max = Long.parseLong(words[3]);
    long other = Long.parseLong(words[4]);
    if (min < 0 || max < 0 || other < 0) {
      metric.refuse("group_by", start + "arguments must be >= 0");
    } else if (min >= max) {
      metric.refuse("group_by", start + "min must be < max (%d must be < %d)".formatted(min, max));
    } else if (words[1].equals("linear") && min + other > max) {
      metric.refuse(
          "group_by",
          start + "min+step must be <= max (%d must be <= %d)".formatted(min + other, max));
    } else if (words[1].equals("exponential") && other != 2 && other != 10) {
      metric.refuse("group_by", start + "base must be one of: 2, 10 (base=%d)".formatted(other));
    }
  }

  private static void exporter(CheckedSection exporter) {
    String name = exporter.text("name");
    String format = exporter.text("format");
    String transport = exporter.text("transport");
    if (name.isEmpty()) {
      exporter.refuse("name", "Exporter name can't be empty");
    }
    boolean timed = TIMED_FORMATS.contains(format);
    if (format.isEmpty()) {
      exporter.refuse(written(exporter, "format"), "Exporter format name can't be empty");
    } else if (!timed && !format.equals("none")) {
      exporter.refuse("format", "Unknown exporter format '%s'".formatted(format));
    }
    if (transport.isEmpty()) {
      exporter.refuse(written(exporter, "transport"), "Exporter transport name can't be empty");
    } else if (!TRANSPORTS.contains(transport)) {
      exporter.refuse("transport", "Unknown transport type '%s'".formatted(transport));
    }
    String time = "";
    for (String word : exporter.text("format_args").split(" +", 0)) {
      if (!word.isEmpty() && !TIMES.contains(word)) {
        exporter.refuse("format_args", "Unknown exporter format arg: " + word);
      } else if (!time.isEmpty() && !time.equals(word)) {
        exporter.refuse(
            "format_args", "Exporter '%s' specifies multiple time format args".formatted(name));
      } else {
        time = word;
      }
    }
    if (timed && time.isEmpty()) {
      exporter.refuse(
          written(exporter, "format_args"), format + " exporter format requires a time-* argument");
    }
  }

  private static String written(CheckedSection section, String key) {
    return section.isWritten(key) ? key : "name";
  }
}
