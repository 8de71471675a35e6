package dev.postern.cli;

import java.io.ByteArrayInputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the launcher has the JDK watch once, to keep the classes in an archive: each usual command,
 * over the examples and over a file of each language that no example has. Nothing is written.
 */
final class Rehearsal {
  private static final String NFTABLES =
      """
      flush ruleset
      define office = 192.0.2.0/24
      table inet filter {
        set friends {
          type ipv4_addr
          flags interval
          elements = { 198.51.100.0/24, 203.0.113.7 }
        }
        chain input {
          type filter hook input priority filter; policy drop;
          ct state established,related accept
          iif lo accept
          ip saddr $office tcp dport { 25, 587 } accept
          ip saddr @friends tcp dport 143 limit rate 10/minute accept
          icmp type echo-request accept
        }
      }
      """;

  private static final String JAILS =
      """
      [DEFAULT]
      bantime = 1h
      [dovecot]
      enabled = true
      port = imap,imaps
      logpath = /var/log/mail.log
      """;

  private Rehearsal() {}

  /** Runs the commands in the folder that holds the examples. */
  public static void main(String[] args) {
    for (String format : List.of("text", "concise", "json")) {
      run("", "check", "--format", format, ".");
    }
    for (String command : List.of("show", "settings", "reach")) {
      run("", command, "leaky-host");
    }
    run(NFTABLES, "reach", "-", "--as", "nftables");
    run(NFTABLES, "check", "-", "--as", "nftables");
    run(JAILS, "check", "-", "--as", "fail2ban");
  }

  private static void run(String input, String... args) {
    Console process = Console.ofProcess();
    Console silent =
        new Console(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            Writer.nullWriter(),
            Writer.nullWriter(),
            process.environment(),
            process.terminal(),
            process.today());
    Main.run(silent, args);
  }
}
