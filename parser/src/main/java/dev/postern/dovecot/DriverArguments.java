package dev.postern.dovecot;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What drivers of 2.2 and 2.3 that need no file of settings take as {@code args}; at anything else
 * auth ends ({@code *_preinit()} of src/auth/passdb-*.c and userdb-passwd-file.c of 2.2.36.4 to
 * 2.3.21, each seen of the running 2.3.19.1).
 */
final class DriverArguments {
  private static final Pattern OF_PASSWD_FILE =
      Pattern.compile("(?:(?:scheme|username_format)=[^ ]*(?: |$))*+/.*", Pattern.DOTALL);
  private static final Pattern OF_USERS =
      Pattern.compile("(?:username_format=[^ ]* .|(?!username_format=).).*", Pattern.DOTALL);
  private static final Pattern OF_PAM =
      Pattern.compile(
          "-session|session=yes|setcred=yes|blocking=yes|failure_show_msg=yes|\\*"
              + "|(?:cache_key|max_requests)=.*",
          Pattern.DOTALL);

  private static final Set<String> NON_BLOCKING = Set.of("", "blocking=no");

  private DriverArguments() {}

  /** Whether a passdb takes them. */
  static boolean areOfPassdb(String driver, String args) {
    return switch (driver) {
      case "passwd", "shadow" -> NON_BLOCKING.contains(args);
      case "bsdauth" -> NON_BLOCKING.contains(args) || args.startsWith("cache_key=");
      case "passwd-file" -> OF_PASSWD_FILE.matcher(args).matches();
      case "pam" -> areOfPam(List.of(args.strip().split(" +", -1)));
      default -> true;
    };
  }

  /** Whether a userdb takes them. */
  static boolean areOfUserdb(String driver, String args) {
    return !driver.equals("passwd-file") || OF_USERS.matcher(args).matches();
  }

  /** The name of the service comes last. */
  private static boolean areOfPam(List<String> words) {
    return words.subList(0, words.size() - 1).stream()
        .allMatch(word -> OF_PAM.matcher(word).matches());
  }
}
