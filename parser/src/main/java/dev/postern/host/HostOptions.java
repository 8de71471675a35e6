package dev.postern.host;

import dev.postern.net.Networks;
import dev.postern.posture.SoftwareName;
import dev.postern.posture.Version;
import java.util.Map;

/**
 * What the user tells about a host beyond its files.
 *
 * @param software versions that hold whatever the files say
 * @param outside the addresses that count as outside; loopback never does
 */
public record HostOptions(Map<SoftwareName, Version> software, Networks outside) {
  public static final HostOptions DEFAULT = new HostOptions(Map.of(), Networks.ANY);

  public HostOptions {
    software = Map.copyOf(software);
  }
}
