package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that deliver mail end as they start where the posture says so. */
class DeliveryAgentsLiveTest {
  private static final String MAIN =
      Instance.SERVER
          + "virtual_mailbox_domains = virtual.example.test\nvirtual_mailbox_base = /var/mail\n";

  private static final List<String> LIMITS =
      List.of(
          "",
          "message_size_limit=0",
          "message_size_limit=-1",
          "message_size_limit=51200000",
          "message_size_limit=51200001",
          "message_size_limit=104857600",
          "LIMIT=0",
          "LIMIT=-1",
          "LIMIT=1000",
          "LIMIT=10240000",
          "message_size_limit=0 -o LIMIT=0",
          "message_size_limit=104857600 -o LIMIT=0",
          "message_size_limit=104857600 -o LIMIT=104857600");

  @TempDir Path temp;

  @Test
  void endWhereAMailboxTakesLessThanAMessage() throws IOException {
    List<String> services = new ArrayList<>();
    for (String limits : LIMITS) {
      services.add(service("local", limits.replace("LIMIT", "mailbox_size_limit")));
      services.add(service("virtual", limits.replace("LIMIT", "virtual_mailbox_limit")));
    }
    // Neither says anything to a client: the log tells.
    StringBuilder master = new StringBuilder();
    Map<String, List<String>> scripts = new TreeMap<>();
    for (int i = 0; i < services.size(); i++) {
      master.append(
          "%d inet n n n - - %s -o syslog_name=no%d\n".formatted(3000 + i, services.get(i), i));
      scripts.put(String.valueOf(3000 + i), List.of("NOOP"));
    }
    String log = new PostfixLab(temp).logged(MAIN, master.toString(), scripts);
    SoftAssertions every = new SoftAssertions();
    for (int i = 0; i < services.size(); i++) {
      boolean ends =
          Pattern.compile("no%d/.*fatal: .*configuration error".formatted(i)).matcher(log).find();
      every
          .assertThat(complaints(services.get(i)))
          .as("%s ends: %s", services.get(i), ends)
          .hasSize(ends ? 1 : 0);
    }
    every.assertThat(log).contains("fatal: ");
    every.assertAll();
  }

  @Test
  void matterWhereMailGoesToThem() {
    String small = "local unix - n n - - local -o mailbox_size_limit=1000\n";
    assertThat(problems(MAIN, small)).hasSize(1);
    assertThat(problems(MAIN + "local_transport = lmtp:unix:private/dovecot\n", small)).isEmpty();
    assertThat(problems(MAIN + "mydestination =\n", small)).isEmpty();
  }

  private static String service(String program, String limits) {
    return program + (limits.isEmpty() ? "" : " -o " + limits);
  }

  private static List<String> complaints(String service) {
    String name = service.split(" ", 2)[0];
    return problems(MAIN, "%s unix - n n - - %s\n".formatted(name, service));
  }

  private static List<String> problems(String main, String master) {
    return Instance.read(main, master).files().stream()
        .flatMap(file -> file.problems().stream())
        .map(problem -> problem.message())
        .filter(message -> message.contains("ends before it delivers mail"))
        .toList();
  }
}
