package dev.postern.firewall.iptables.set;

import dev.postern.firewall.model.End;
import dev.postern.net.Family;
import java.util.List;

/**
 * How a rule looks into a set.
 *
 * @param directions {@code src} or {@code dst} for each part of an element
 * @param isForExceptions whether the elements with {@code nomatch} match, and the others do not:
 *     {@code --return-nomatch}, ip_set_test() of Linux; sets without networks have no such
 */
public record SetQuery(List<String> directions, Family family, boolean isForExceptions) {
  public SetQuery {
    directions = List.copyOf(directions);
  }

  List<End> ends() {
    return directions.stream()
        .map(direction -> direction.equals("src") ? End.SOURCE : End.DESTINATION)
        .toList();
  }
}
