package dev.postern.posture;

import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.service.Software;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import java.util.List;

/**
 * What one daemon's configuration adds to the posture. Exposure and limits of the endpoints speak
 * of the daemon alone: as if there were no packet filter.
 *
 * @param problems those that are placed in no file of {@code files}
 */
public record Contribution(
    List<Software> software,
    List<Endpoint> endpoints,
    List<SmtpRelay> smtpRelays,
    OnHost onHost,
    List<ReadFile> files,
    List<Problem> problems) {
  public Contribution {
    software = List.copyOf(software);
    endpoints = List.copyOf(endpoints);
    smtpRelays = List.copyOf(smtpRelays);
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }
}
