package dev.postern.dovecot;

import java.util.List;

/** What random configurations of Dovecot 2.2 and 2.3 are made of. */
final class RandomWords {
  static final List<String> COMMON =
      List.of(
          "ssl",
          "ssl",
          "disable_plaintext_auth",
          "auth_mechanisms",
          "login_greeting",
          "login_trusted_networks",
          "mail_plugins",
          "mail_max_userip_connections",
          "ssl_min_protocol",
          "ssl_cipher_list",
          "ssl_cert",
          "ssl_key",
          "ssl_options",
          "ssl_verify_client_cert",
          "ssl_ca",
          "protocols",
          "listen",
          "mail_location",
          "auth_verbose_passwords",
          "auth_cache_size",
          "imap_client_workarounds",
          "imap_logout_format",
          "base_dir");

  static final List<String> OLD =
      List.of(
          "ssl_protocols = !SSLv2 !SSLv3",
          "ssl_protocols = !SSLv3 !TLSv1",
          "ssl_protocols = TLSv1.2 TLSv1.1",
          "ssl_protocols = !SSLv3 !TLSv1 !TLSv1.1 !TLSv1.2",
          "ssl_disable = no",
          "ssl_disable = maybe",
          "ssl_cert_file = /etc/ssl/c.pem",
          "ssl_key_file =",
          "ssl_parameters_regenerate = 1 week",
          "ssl_dh_parameters_length = 2048",
          "login_process_size = 64",
          "login_process_per_connection = no",
          "login_user = nobody",
          "login_chroot = no",
          "max_mail_processes = 17",
          "mail_process_size = 128",
          "mail_drop_priv_before_exec = yes",
          "auth_process_size = 32",
          "auth_cache_size = 12",
          "auth_user = root",
          "auth_count = 1",
          "fsync_disable = yes",
          "protocols = imap imaps pop3s",
          "protocols = imaps managesieve",
          "listen = *:1143",
          "listen = 10.0.0.1:1143",
          "ssl_listen = *:1993",
          "ssl_listen = 10.0.0.1",
          "sieve = ~/.dovecot.sieve",
          "sieve_storage = ~/sieve",
          "imap_client_workarounds = outlook-idle tb-extra-mailbox-sep",
          "mail_log_max_lines_per_sec = 10",
          "dbox_rotate_size = 2M",
          "mail_cache_compress_min_size = 32k");

  static final List<String> WRONG =
      List.of(
          "} x",
          "ssl yes",
          "service imap-login",
          "service auth{",
          "service auth { }",
          "{",
          "= yes",
          "!include nothing-*.conf",
          "no_such_setting = yes",
          "no_such_section x {",
          "plugin/a/b = c",
          "namespace inbox {",
          "mailbox Trash {",
          "passdb {",
          "}");

  static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "a b",
          "a  b",
          "it's",
          "it's # c",
          "\"q q\"",
          "'s'",
          "\"a \\\" b\\\\\"",
          "\"a\" \"b\"",
          "\"",
          "a\"b#c\"d",
          "a=b",
          "{x}",
          "x { y",
          "a$b",
          "$mail_plugins quota",
          "$login_greeting B",
          "x $ssl $listen",
          "$protocols",
          "  x",
          "\" x \"",
          "password=secret y",
          "http://u:p@h/x",
          "%u@%d",
          "ü",
          "a,b",
          "/x/y");

  static final List<String> NETS =
      List.of(
          "10.0.0.0/8",
          "10.0.0.0/16",
          "10.0.0.1",
          "10.0.0.1/32",
          "192.0.2.0/24",
          "0.0.0.0/0",
          "2001:db8::/32",
          "::1",
          "10.0.0.7/8");

  static final List<String> NAMES =
      List.of("mail.example.test", "*.example.test", "\"a.test b.test\"", "MAIL.example.test");

  private RandomWords() {}
}
