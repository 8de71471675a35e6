package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What doveconf of Dovecot 2.4.4 refuses, each asked of it. */
class ModernDovecotTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local 10.0.0.1 {\\n"
            + "passdb x {\\n"
            + "}\\n"
            + "} | 4 | Failed to set passdb=x for struct auth: Auth settings not supported inside"
            + " local/remote blocks: passdb",
        "remote 10.0.0.0/8 {\\n"
            + "protocol imap {\\n"
            + "userdb x {\\n"
            + "}\\n"
            + "}\\n"
            + "} | 5 | Failed to set userdb=x for struct auth: Auth settings not supported inside"
            + " local/remote blocks: userdb",
        "protocol imap {\\nservice imap {\\n}\\n} | 1 | listen can't be set empty",
        "mail_ext_attachment_hash = %{system:hostname} | 3 | Invalid mail_attachment_hash setting:"
            + " Unknown hash method: system",
        "doveadm_proxy_port = 24245 | 3 | doveadm_proxy_port: Dovecot 2.4 stops here with a panic; write doveadm_port",
        "mail_cache_fields = * | 3 | Invalid mail_cache_fields: has multiple values while having"
            + " \"*\" set",
        "mail_always_cache_fields = flags * | 3 | Invalid mail_always_cache_fields: has multiple"
            + " values while having \"*\" set",
        "mail_never_cache_fields = hdr.a:b | 3 | Invalid mail_never_cache_fields: a:b is not a"
            + " valid header name",
        "mailbox_list_index_prefix = /x | 3 | mailbox_list_index_prefix directory is relative, but"
            + " mail_index_path is empty",
        "http_client_connect_backoff_max_time = 99ms | 3 | http_client_connect_backoff_time_msecs"
            + " (99) must not be smaller than http_client_connect_backoff_max_time_msecs (100)",
        "fts_decoder_driver = script | 3 | decoder_script_socket_path is required when"
            + " fts_decoder_driver = script",
        "mail_server_admin = 10.0.0.1 | 3 | mail_server_admin: '10.0.0.1' is not a valid URI:"
            + " Missing scheme",
        "imap_client_workarounds = a | 3 | imap_client_workarounds: Unknown workaround: a",
        "protocol imap {\\n"
            + "imapc_features {\\n"
            + "x = yes\\n"
            + "}\\n"
            + "} | 5 | imapc_features: Unknown feature: x",
        "namespace inbox {\\n"
            + "separator = //\\n"
            + "} | 4 | Namespace inbox: Hierarchy separator must be only one character long",
        "namespace x {\\n"
            + "separator = ü\\n"
            + "} | 4 | Namespace x: Hierarchy separator must be only one character long",
        "mail_sort_max_read_count = 0 | 3 | mail_sort_max_read_count must not be 0",
        "mail_cache_max_size = 2 G | 3 | mail_cache_max_size can't be over 1 GB",
        "auth_cache_size = 100 | 3 | auth_cache_size value is too small (100 bytes)",
        "syslog_facility = nope | 3 | Unknown syslog_facility: nope",
        "syslog_facility = %{user} | 3 | Unknown syslog_facility: UNKNOWN_VALUE_WITH_VARIABLES",
        "log_debug = category=auth and | 3 | Invalid log_debug: event filter: syntax error",
        "metric x {\\nfilter = zz\\n} | 4 | event filter: syntax error",
        "event_exporter x {\\n} | 3 | Exporter format name can't be empty",
        "mail_path = ~/%{user | 3 | mail_path: ~/%{user: syntax error",
        "mail_path = /m/%{user,lower} | 3 | mail_path: /m/%{user,lower}: syntax error",
        "pop3_uidl_format = %08Xu%08Xv | 3 | pop3_uidl_format setting doesn't contain any"
            + " %{variables}.",
        "pop3_uidl_format = %{uid}.%{user} | 3 | Unknown pop3_uidl_format variable: %{user}",
        "last_valid_uid = 500\\n"
            + "first_valid_uid = 600 | 3 | first_valid_uid can't be larger than last_valid_uid",
        "mail_nfs_index = yes | 3 | mail_nfs_index=yes requires mmap_disable=yes",
        "language en {\\n} | 3 | No language with { default = yes } found",
        "passdb oauth2 {\\n"
            + "oauth2_introspection_mode = auth\\n"
            + "} | 4 | Need at least one of oauth2_tokeninfo_url or oauth2_introspection_url",
        "oauth2_client_id = x | 3 | oauth2_client_id and oauth2_client_secret must be provided"
            + " together",
        "acl joe {\\nrights = lr\\n} | 3 | Invalid identifier 'joe'",
        "http_client_proxy_url = proxy | 3 | Invalid http_client_proxy_url: Relative HTTP URL not"
            + " allowed",
        "http_client_proxy_url = inline:x | 3 | Invalid http_client_proxy_url: Not an HTTP URL",
        "http_client_proxy_url = http:x | 3 | Invalid http_client_proxy_url: Absolute HTTP URL"
            + " requires `//' after `http:'",
        "http_client_proxy_url = http://[::1 | 3 | Invalid http_client_proxy_url: Expecting ']' at"
            + " end of IP-literal",
        "http_client_proxy_url = http://a_b | 3 | Invalid http_client_proxy_url: Invalid host"
            + " identifier",
        "http_client_proxy_url = http://h:0/ | 3 | Invalid http_client_proxy_url: Invalid port"
            + " number",
        "http_client_proxy_url = http://h:8x | 3 | Invalid http_client_proxy_url: Invalid host"
            + " port",
        "http_client_proxy_url = http:///x | 3 | Invalid http_client_proxy_url: HTTP URL does not"
            + " allow empty host identifier",
        "http_client_proxy_url = http://u:p@h | 3 | Invalid http_client_proxy_url: HTTP URL does"
            + " not allow `userinfo@' part",
        "imapsieve_url = //host | 3 | Invalid URL for imapsieve_url setting: //host",
        "imapsieve_url = http://host | 3 | Invalid URL for imapsieve_url setting: http://host",
        "passdb x {\\nusername_filter = %{user}\\n} | 4 | Failed to expand passdb_username_filter setting"
            + " variables: Unknown variable 'user'",
        "passdb x {\\nuse_worker = %{a:x}\\nusername_filter = %{a:y}\\ndeny = %{a:z}\\n} | 5"
            + " | Failed to expand passdb_username_filter setting variables: Unsupported prefix 'a'",
        "protocol imap {\\nuserdb x {\\ndriver = %{user}\\n}\\n} | 5 | Failed to expand userdb_driver"
            + " setting variables: Unknown variable 'user'",
        "auth_policy_server_url = http://a/\\n"
            + "auth_policy_hash_nonce = x\\n"
            + "auth_policy_hash_mech = sha4 | 5 | invalid auth_policy_hash_mech given",
        "protocol imap {\\nmail_log_events = delete\\n} | 4 | Dovecot 2.4 crashes here: name both"
            + " mail_log_events and mail_log_fields in a section",
        "namespace x {\\nmail_log_cached_only = yes\\n} | 1 | Dovecot 2.4 crashes here: name both"
            + " mail_log_events and mail_log_fields in a section",
        "metric_group_by_method_linear_min = unlimited | 3 | metric_group_by_method_linear_min:"
            + " Invalid number unlimited: Not a valid number",
        "execute_driver = tcp | 3 | execute_tcp_port must not be 0 with execute_driver=tcp",
        "redis_host = localhost | 3 | redis_host is not a valid IP",
        "sieve_redirect_envelope_from = a@b | 3 | sieve_redirect_envelope_from: Invalid address"
            + " source 'a@b'",
        "sieve_variables_max_value_size = 3999 | 3 | Setting sieve_variables_max_variable_size is"
            + " lower than required by standards (>= 4000 bytes)",
        "sieve_vacation_max_period = 0 | 3 | sieve_vacation_max_period must not be 0",
        "sieve_vacation_min_period = 10d | 3 | Violated sieve_vacation_min_period <"
            + " sieve_vacation_default_period < sieve_vacation_max_period",
        "sieve_editheader_header a:b {\\n} | 3 | sieve_editheader_header_name: Invalid header field"
            + " name 'a:b'",
        "sieve_extlists_list foo:x {\\n} | 3 | List name 'foo:x' is invalid: foo: scheme not"
            + " supported for external list name",
        "sieve_spamtest_status_header = X\\n"
            + "sieve_spamtest_score_max_header = Y\\n"
            + "sieve_spamtest_score_max_value = 1 | 5 | sieve_spamtest_score_max_header and"
            + " sieve_spamtest_score_max_value cannot both be configured",
        "sieve_spamtest_status_header = X | 3 | None of sieve_spamtest_score_max_header or"
            + " sieve_spamtest_score_max_value is configured"
      })
  void isRefusedByDoveconf(String text, int line, String message) {
    DovecotSettings settings = ModernText.settings(text);
    assertThat(settings.refusal().orElseThrow().message()).isEqualTo(message);
    assertThat(settings.refusal().orElseThrow().place()).extracting("line").isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a           | Missing domain",
        "a b         | Invalid character in localpart",
        "@b          | Invalid character in localpart",
        "ü@b         | Invalid character in localpart",
        "a@          | Missing domain after '@'",
        "a@.b        | Invalid domain",
        "a@b.        | Empty sub-domain",
        "a@b>        | Unmatched '>' at end of path",
        "a@b c       | Invalid character in path",
        "'<a@b'      | Missing '>' at end of path",
        "'<>'        | Null path not allowed",
        "'<@x:>'     | Path only consists of source route",
        "'<@x a@b>'  | Missing ':' at end of source route",
        "'<@x,y:a@b>' | Missing '@' after ',' in source route",
        "a@[1.2.3]   | Invalid IPv4 address literal",
        "a@[IPv6:zz] | Invalid IPv6 address literal",
        "a@[x:]      | Empty address literal",
        "a@[1.2.3.4  | Missing ']' at end of address literal",
        "'\"a b'      | Premature end of quoted string"
      })
  void isNoAddressOfMail(String value, String why) {
    String address = value.startsWith("'") ? value.substring(1, value.length() - 1) : value;
    assertThat(ModernText.settings("sieve_user_email = " + value).refusal().orElseThrow().message())
        .isEqualTo("sieve_user_email: Invalid SMTP address '%s': %s".formatted(address, why));
  }

  /** Of several mistakes that each stop it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ssl_server_request_client_cert = yes\\nsieve_variables_max_scope_count = 17 | Setting sieve_variables_max_scope_count is lower than required by standards (>= 128 items)
          passdb static {\\noauth2_client_id = 2\\n}\\nprotocol imap {\\nauth_verbose_passwords = foo\\n} | auth_verbose_passwords: Invalid value
          ssl_server_request_client_cert = yes\\nprotocol imap { | Missing '}' (section started at /dovecot.conf:4)
          """)
  void doveconfTellsTheFirstMistake(String text, String message) {
    assertThat(ModernText.settings(text).refusal().orElseThrow().message()).isEqualTo(message);
  }
}
