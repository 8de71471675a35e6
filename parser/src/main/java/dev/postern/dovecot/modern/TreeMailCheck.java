package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.HashFormat;
import dev.postern.dovecot.syntax.Written;
import dev.postern.source.Span;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Dovecot 2.4 checks of the settings of mail storage and of POP3
 * (mail_storage_settings_ext_check() and pop3_settings_verify(), Dovecot 2.4.4).
 */
record TreeMailCheck(CheckedNode section) {
  private static final Set<String> UIDL = Set.of("uidvalidity", "uid", "md5", "filename", "guid");

  private static final List<String> CACHE_FIELDS =
      List.of("mail_cache_fields", "mail_always_cache_fields", "mail_never_cache_fields");

  void check() {
    if (section.isWritten("mail_nfs_index") && section.isYes("mail_nfs_index")) {
      if (!section.isYes("mmap_disable")) {
        section.refuse("mail_nfs_index", "mail_nfs_index=yes requires mmap_disable=yes");
      } else if (!section.text("mail_fsync").equals("always")) {
        section.refuse("mail_nfs_index", "mail_nfs_index=yes requires mail_fsync=always");
      }
    }
    if (section.isWritten("mail_ext_attachment_hash")) {
      HashFormat.refusal(section.text("mail_ext_attachment_hash"))
          .ifPresent(why -> section.refuse("mail_ext_attachment_hash", why));
    }
    if (section.isWritten("pop3_uidl_format")) {
      checkUidl();
    }
    for (String kind : CACHE_FIELDS) {
      checkCacheFields(kind);
    }
    checkListIndex();
    checkLoggedEvents();
    for (String kind : List.of("uid", "gid")) {
      String last = "last_valid_" + kind;
      String first = "first_valid_" + kind;
      if ((section.isWritten(last) || section.isWritten(first))
          && CheckedNode.number(section.text(last)).signum() > 0
          && CheckedNode.number(section.text(first))
                  .compareTo(CheckedNode.number(section.text(last)))
              > 0) {
        section.refuse(
            section.isWritten(last) ? last : first,
            "first_valid_%s can't be larger than last_valid_%s".formatted(kind, kind));
      }
    }
  }

  /**
   * Inside a section it looks at both lists though one may not be there, and crashes
   * (mail_log_settings_check()).
   */
  private void checkLoggedEvents() {
    Optional<TreeList> events = list("mail_log_events");
    Optional<TreeList> fields = list("mail_log_fields");
    boolean written =
        events.isPresent() || fields.isPresent() || section.isWritten("mail_log_cached_only");
    if (section.node().parent().isPresent() && written && !(isAnyOn(events) && isAnyOn(fields))) {
      Span place =
          events
              .or(() -> fields)
              .flatMap(list -> list.entries().stream().findFirst())
              .map(entry -> entry.written().origin().span())
              .orElse(section.outside());
      section
          .notes()
          .refuse(
              place,
              "Dovecot 2.4 crashes here: name both mail_log_events and mail_log_fields in a"
                  + " section");
    }
  }

  /** A list of the section itself or of a group that it includes. */
  private Optional<TreeList> list(String setting) {
    Optional<TreeList> list = Optional.ofNullable(section.node().lists().get(setting));
    for (TreeNode.GroupPick pick : section.node().uses()) {
      list = list.or(() -> Optional.ofNullable(pick.group().lists().get(setting)));
    }
    return list;
  }

  private static boolean isAnyOn(Optional<TreeList> list) {
    return list.isPresent()
        && list.get().byWord().values().stream()
            .anyMatch(w -> w.value().toOptional().filter(CheckedNode::isYesWord).isPresent());
  }

  private void checkUidl() {
    List<String> variables = Expansion.of(section.text("pop3_uidl_format")).variables();
    for (String variable : variables) {
      if (!UIDL.contains(variable)) {
        section.refuse(
            "pop3_uidl_format", "Unknown pop3_uidl_format variable: %{" + variable + "}");
        return;
      }
    }
    if (variables.isEmpty()) {
      section.refuse(
          "pop3_uidl_format", "pop3_uidl_format setting doesn't contain any %{variables}.");
    }
  }

  /**
   * Names of headers, and a star only alone; outside all sections what is there by default counts
   * though it is replaced.
   */
  private void checkCacheFields(String setting) {
    TreeList list = section.node().lists().get(setting);
    if (list == null) {
      return;
    }
    boolean top = section.node().parent().isEmpty();
    int count = top && !section.lookup().presets().entries(List.of(), setting).isEmpty() ? 1 : 0;
    boolean star = false;
    Span place = section.outside();
    for (Map.Entry<String, Written> entry : list.byWord().entrySet()) {
      boolean on = entry.getValue().value().toOptional().filter(CheckedNode::isYesWord).isPresent();
      String word = entry.getKey();
      if (on && word.toLowerCase(Locale.ROOT).startsWith("hdr.") && !isHeader(word.substring(4))) {
        section
            .notes()
            .refuse(
                entry.getValue().origin().span(),
                "Invalid %s: %s is not a valid header name".formatted(setting, word.substring(4)));
        return;
      }
      count += on ? 1 : 0;
      if (on && word.equals("*")) {
        star = true;
        place = entry.getValue().origin().span();
      }
    }
    if (star && count > 1) {
      section
          .notes()
          .refuse(
              place, "Invalid %s: has multiple values while having \"*\" set".formatted(setting));
    }
  }

  static boolean isHeader(String name) {
    return name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':');
  }

  private void checkListIndex() {
    String prefix = "mailbox_list_index_prefix";
    String text = section.text(prefix);
    boolean folder = section.isWritten(prefix) && text.indexOf('/') >= 0 && !text.contains("%{");
    if (folder
        && (text.charAt(0) != '/' || text.lastIndexOf('/') == 0)
        && section.isEmpty("mail_index_path")) {
      section.refuse(
          prefix, "mailbox_list_index_prefix directory is relative, but mail_index_path is empty");
    }
  }
}
