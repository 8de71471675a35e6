package dev.postern.host;

import dev.postern.net.Networks;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the user tells about a host beyond its files.
 *
 * @param software versions that hold whatever the files say
 * @param outside the addresses that count as outside; loopback never does
 * @param today the day by which certificates are judged; asked only when there is one
 */
public record HostOptions(
    Map<SoftwareName, Version> software, Networks outside, Supplier<LocalDate> today) {
  public static final HostOptions DEFAULT =
      new HostOptions(Map.of(), Networks.ANY, () -> LocalDate.now(ZoneId.systemDefault()));

  public HostOptions {
    software = Map.copyOf(software);
  }
}
