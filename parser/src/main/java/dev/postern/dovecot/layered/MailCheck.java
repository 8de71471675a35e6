package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.HashFormat;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Settings of the mail storage (Dovecot 2.3.19.1 src/lib-storage/mail-storage-settings.c). */
final class MailCheck {
  private static final BigInteger GIBIBYTE = BigInteger.ONE.shiftLeft(30);
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final Set<String> SPECIAL_USES =
      Set.of(
          "\\all",
          "\\archive",
          "\\drafts",
          "\\flagged",
          "\\important",
          "\\junk",
          "\\sent",
          "\\trash");
  private static final String UIDL_VARIABLES = "vumfg";
  private static final String UIDL_MODIFIERS = "LUEXRNHMDT0123456789.-";

  /** In 2.3 and in 2.2. */
  private static final List<String> DELETED_SHARES =
      List.of("mail_cache_purge_delete_percentage", "mail_cache_compress_delete_percentage");

  private MailCheck() {}

  /** Its settings of everybody's mail. */
  static void storage(CheckedSection root, AllowedWords words) {
    if (root.is("mailbox_idle_check_interval", "0")) {
      root.refuse("mailbox_idle_check_interval", "mailbox_idle_check_interval must not be 0");
    }
    if (root.is("mail_nfs_index", "yes") && root.is("mmap_disable", "no")) {
      root.refuse("mail_nfs_index", "mail_nfs_index=yes requires mmap_disable=yes");
    }
    if (root.is("mail_nfs_index", "yes") && !root.is("mail_fsync", "always")) {
      root.refuse("mail_nfs_index", "mail_nfs_index=yes requires mail_fsync=always");
    }
    if (root.number("mail_cache_max_size").compareTo(GIBIBYTE) > 0) {
      root.refuse("mail_cache_max_size", "mail_cache_max_size can't be over 1 GB");
    }
    for (String share : DELETED_SHARES) {
      if (root.isWritten(share) && root.number(share).compareTo(HUNDRED) > 0) {
        root.refuse(share, share + " can't be over 100");
      }
    }
    if (root.isWritten("pop3_uidl_format") && root.known("pop3_uidl_format")) {
      uidl(root);
    }
    attachmentHash(root);
    root.checkWords(words.of("mail-storage"));
  }

  private static void attachmentHash(CheckedSection root) {
    HashFormat.refusal(root.text("mail_attachment_hash"))
        .ifPresent(why -> root.refuse("mail_attachment_hash", why));
  }

  private static void uidl(CheckedSection root) {
    String format = root.text("pop3_uidl_format");
    boolean found = false;
    for (int i = 0; i + 1 < format.length(); i++) {
      if (format.charAt(i) == '%') {
        i++;
        while (i + 1 < format.length() && UIDL_MODIFIERS.indexOf(format.charAt(i)) >= 0) {
          i++;
        }
        char variable = format.charAt(i);
        found |= UIDL_VARIABLES.indexOf(variable) >= 0;
        if (variable != '%' && UIDL_VARIABLES.indexOf(variable) < 0) {
          root.refuse("pop3_uidl_format", "Unknown pop3_uidl_format variable: %" + variable);
          return;
        }
      }
    }
    if (!found) {
      root.refuse("pop3_uidl_format", "pop3_uidl_format setting doesn't contain any %% variables.");
    }
  }

  /** Namespaces and the mailboxes in them. */
  static void namespaces(CheckedSection root) {
    List<CheckedSection> all = root.sections("namespace");
    for (CheckedSection namespace : all) {
      String name = namespace.text("prefix");
      // It counts bytes.
      if (namespace.text("separator").getBytes(StandardCharsets.UTF_8).length > 1) {
        namespace.refuse(
            "separator",
            "Namespace '%s': Hierarchy separator must be only one character long".formatted(name));
      }
      if (namespace.isWritten("alias_for") && namespace.is("disabled", "no")) {
        alias(namespace, name, all);
      }
      namespace.sections("mailbox").forEach(MailCheck::mailbox);
    }
  }

  private static void alias(CheckedSection namespace, String name, List<CheckedSection> all) {
    String target = namespace.text("alias_for");
    for (CheckedSection other : all) {
      if (other.is("prefix", target)) {
        if (other.isWritten("alias_for")) {
          namespace.refuse(
              "alias_for",
              "Namespace '%s': alias_for chaining isn't allowed: %s -> %s"
                  .formatted(name, target, other.text("alias_for")));
        }
        return;
      }
    }
    namespace.refuse(
        "alias_for",
        "Namespace '%s': alias_for points to unknown namespace: %s".formatted(name, target));
  }

  private static void mailbox(CheckedSection mailbox) {
    for (String use : mailbox.text("special_use").split(" +", -1)) {
      if (!use.isEmpty() && !SPECIAL_USES.contains(use.toLowerCase(Locale.ROOT))) {
        mailbox.refuse(
            "special_use",
            "mailbox %s: unknown special_use: %s".formatted(mailbox.text("name"), use));
      }
    }
  }
}
