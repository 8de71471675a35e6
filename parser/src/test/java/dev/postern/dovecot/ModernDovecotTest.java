package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.State;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Dovecot 2.4.4 refuses, each asked of its doveconf or of the server. */
class ModernDovecotTest {
  private static final String START =
      "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n";

  private static DovecotSettings settings(String text) {
    return DovecotReader.read(tree(text), "dovecot.conf", Platforms.DOVECOT_2_4);
  }

  private static MemoryTree tree(String text) {
    String whole = START + text.replace("\\n", "\n") + "\n";
    return new MemoryTree(Map.of("dovecot.conf", whole.getBytes(StandardCharsets.UTF_8)));
  }

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
    DovecotSettings settings = settings(text);
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
    assertThat(settings("sieve_user_email = " + value).refusal().orElseThrow().message())
        .isEqualTo("sieve_user_email: Invalid SMTP address '%s': %s".formatted(address, why));
  }

  /** Asked of {@code doveconf -C -F}, as the server does when it starts. */
  @ParameterizedTest
  @CsvSource({
    "protocols = imap bc, protocols: Unknown protocol: bc",
    "protocols = none,    protocols: Unknown protocol: none",
    "ssl = required\\n"
        + "auth_verbose = yes\\n"
        + "auth_allow_cleartext = $SET:auth_verbose, auth_allow_cleartext=yes has no effect with"
        + " ssl=required",
    "imap_client_workarounds = $SET:ssl,            imap_client_workarounds: Unknown workaround: yes:no:required",
    "login_greeting = a b\\npop3_client_workarounds = $SET:login_greeting, pop3_client_workarounds: Unknown workaround: a b",
    "lmtp_client_workarounds {\\n$SET:syslog_facility = yes\\n}, lmtp_client_workarounds: Unknown workaround: mail",
    "login_greeting = imap pop3\\nprotocols = $SET:login_greeting, protocols: Unknown protocol: imap pop3",
    "protocols {\\n$SET:nope = no\\n}, Failed to expand $SET:nope: Unknown setting: nope",
    "'service x {\\ntype = %{user | default(\"zz\")}\\n}',  Unknown service type: zz",
    "'service auth {\\nprocess_limit = %{literal(\"5\")}\\n}', service(auth): process_limit must be 1",
    "service_name = q, Duplicate service name: q",
    "service imap {\\nname = pop3\\n}, Duplicate service name: pop3",
    "syslog_facility = $SET:ssl,    Unknown syslog_facility: yes:no:required",
    "mailbox_root_directory_name = $SET:base_dir, mailbox_root_directory_name must not contain '/'",
    "listen =,            listen can't be set empty",
    "service auth {\\nprocess_limit = 0\\n}, service(auth): process_limit must be higher than 0",
    "service auth {\\nprocess_limit = 2\\n}, service(auth): process_limit must be 1",
    "service auth {\\nvsz_limit = 100\\n},   service(auth): vsz_limit is too low",
    "default_client_limit = 0,            service(anvil): client_limit must be higher than 0",
    "service x {\\ntype = zz\\n},           Unknown service type: zz",
    "service x {\\n"
        + "inet_listener a {\\n"
        + "port = 7\\n"
        + "}\\n"
        + "inet_listener b {\\n"
        + "port = 7\\n"
        + "}\\n"
        + "}, duplicate listener: 7:*",
    "service x {\\nunix_listener /a {\\n}\\nfifo_listener /a {\\n}\\n}, duplicate listener: /a",
    "service x {\\n"
        + "unix_listener a {\\n"
        + "path =\\n"
        + "}\\n"
        + "}, service(x): unix_listener: path must not be empty",
    "service_process_limit = unlimited,   service(anvil): process_limit must be 1",
    "service x {\\n"
        + "process_min_avail = unlimited\\n"
        + "}, service(x): process_min_avail is higher than process_limit",
    "service x {\\n"
        + "process_min_avail = 500\\n"
        + "}, service(x): process_min_avail is higher than process_limit",
    "service auth {\\nuser = %{user}\\n}, Failed to expand service_user setting variables: Unknown variable 'user'",
    "default_internal_user = %{user}, Failed to expand service_user setting variables: Unknown variable 'user'",
    "service x {\\nprotocol = no\\nunix_listener y {\\ngroup = $SET:login_greeting\\n}\\n}\\nlogin_greeting = %{home}, Failed to expand unix_listener_group setting variables: Unknown variable 'home'",
    "inet_listener_port = %{foo:bar}, Failed to expand inet_listener_port setting variables: Unsupported prefix 'foo'",
    "base_dir = /run/%{system:domain}, Failed to expand base_dir setting variables: system: Unsupported field 'domain'",
    "instance_name = %{date:hour},   Failed to expand instance_name setting variables: date: Unsupported key 'hour'",
    "passdb x {\\ndriver = $SET:login_greeting\\n}\\nlogin_greeting = %{user}, Failed to expand passdb_driver setting variables: Unknown variable 'user'",
    "dovecot_storage_version = 2.2.0, dovecot_storage_version is too old - minimum supported"
        + " version is 2.3.0",
    "dovecot_storage_version = 2.4.9, dovecot_storage_version is too new - current version is"
        + " 2.4.4",
    "dovecot_storage_version = 2-4,   Invalid dovecot_storage_version value (must be in x.y.z"
        + " format)"
  })
  void isRefusedByTheServerOnly(String text, String message) {
    DovecotSettings settings = settings(text);
    assertThat(settings.refused()).isFalse();
    assertThat(settings.serverRefusal().orElseThrow().message()).startsWith(message);
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
    assertThat(settings(text).refusal().orElseThrow().message()).isEqualTo(message);
  }

  /** What a word stands for is refused before what is missing. */
  @Test
  void theServerTellsTheFirstMistake() {
    String text =
        """
        dovecot_config_version = 2.4.4
        imap_client_workarounds {
          $SET:ssl = yes
        }
        """;
    MemoryTree tree = new MemoryTree(Map.of("dovecot.conf", text.getBytes(StandardCharsets.UTF_8)));
    DovecotSettings settings = DovecotReader.read(tree, "dovecot.conf", Platforms.DOVECOT_2_4);
    assertThat(settings.refusal().orElseThrow().message())
        .isEqualTo("dovecot_storage_version setting must be set");
    assertThat(settings.serverRefusal().orElseThrow().message())
        .startsWith("imap_client_workarounds: Unknown workaround: yes");
  }

  @ParameterizedTest
  @CsvSource({
    "imap_client_workarounds {\\na = no\\n}",
    "service x {\\nprocess_limit = unlimited\\nprocess_min_avail = 5\\n}",
    "namespace n {\\nseparator = $ENV:SEPARATOR\\n}",
    "http_client_proxy_url = //host/x",
    "push_notification_ox_url = http://u:p@host",
    "imapsieve_url = sieve://host/x",
    "protocol imap {\\npassdb x {\\ndriver = static\\n}\\n}",
    "protocols {\\nbc = no\\n}",
    "service imap-login {\\nprocess_limit = 0\\n}",
    "service imap-login {\\ninet_listener a {\\nport = 143\\n}\\n}",
    "service x {\\nunix_listener /a {\\nmode = 0\\n}\\nfifo_listener /a {\\n}\\n}",
    "log_debug = (category=auth or not event=x*) and a>=1",
    "'mail_path = %{user | substr(0, 1)}/%{uid + 1}/%{}/%%{/%u'",
    "sieve_quota_storage_size = unlimited",
    "'service auth {\\nuser = %{user | default(\"x\")}\\nchroot = /%{system:hostname}/%{env:X}%{time:us}\\n}'",
    "service auth {\\nextra_groups = %{user}\\nunix_listener %{user} {\\n}\\n}",
    "fifo_listener_user = %{user}",
    "passdb_driver = %{user}",
    "passdb static {\\npassdb_static_password = %{user}\\n}",
    "'pop3_uidl_format = %{literal(\"x\")}%{uid}'",
    "sieve_vacation_max_period = unlimited",
    "protocol imap {\\nmail_log_events = delete\\nmail_log_fields = uid\\n}",
    "group @g a {\\nmail_log_events = delete\\n}",
    "sieve_spamtest_status_header = X\\nsieve_spamtest_status_type = text",
    "sieve_extlists_list :addressbook:default {\\n}",
    "sieve_user_email = a..b@c-d_e",
    "'sieve_user_email = \"<@x,@y:a@[IPv6:::1]>\"'",
    "'sieve_user_email = \"a b\"@c'",
    "sieve_redirect_envelope_from = ' Postmaster '",
    "sieve_redirect_envelope_from = '<>'",
    "lmtp_user_concurrency_limit = unlimited",
    "imapc_features = no-idle",
    "mail_always_cache_fields = *",
    "protocol imap {\\nmail_cache_fields = *\\n}",
    "mail_cache_fields {\\n* = no\\n}",
    "mailbox_list_index_prefix = /a/b",
    "mail_index_path = /i\\nmailbox_list_index_prefix = a/b",
    "http_client_connect_backoff_time = unlimited\\nhttp_client_connect_backoff_max_time = unlimited",
    "login_greeting = delay-newmail\\nimap_client_workarounds = $SET:login_greeting tb-lsub-flags",
    "imap_client_workarounds {\\n$SET:base_dir = no\\n}"
  })
  void isTaken(String text) {
    assertThat(settings(text).serverRefusal()).isEmpty();
  }

  /** A word of a list is what the setting that it names holds in the end. */
  @Test
  void wordsOfListsThatNameSettings() {
    DovecotSettings settings =
        settings("protocols = lmtp $SET:login_greeting\nlogin_greeting = imap");
    assertThat(settings.value(Scope.GLOBAL, "protocols").is("lmtp imap")).isTrue();
    assertThat(settings.print(false, Scope.GLOBAL))
        .contains("\nprotocols = lmtp $SET:login_greeting\n");
  }

  /** A filter's own filters go over those of their kind beside it, if these are laid over later. */
  @Test
  void printsForAConnectionWhatDoveconfPrints() {
    Scope scope =
        Scope.GLOBAL
            .withLocal(Address.parse("10.0.0.1").orElseThrow())
            .withLocalName("mail.example.test");
    String name = "local_name mail.example.test {\nmail_max_userip_connections = %d\n}\n";
    String inside = "local 10.0.0.1 {\n" + name.formatted(1) + "}\n";
    for (String text : List.of(inside + name.formatted(0), inside)) {
      assertThat(settings(text).print(false, scope)).contains("mail_max_userip_connections = 1\n");
    }
    String late = name.formatted(0) + inside;
    assertThat(settings(late).print(false, scope)).contains("mail_max_userip_connections = 0\n");
  }

  /**
   * Seen of the running server: a login process takes its settings for TLS before anybody has
   * connected, auth all of its own before anybody has logged in.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "login_greeting = %{user}             | WORKS",
        "login_greeting = %{nope}             | DEAD",
        "local 127.0.0.1 {\\nssl_curve_list = %{user}\\n} | WORKS",
        "ssl_server_cert_file = /%{local_name}.pem          | DEAD",
        "protocol imap {\\nssl_cipher_list = %{user}\\n}   | DEAD",
        "protocol pop3 {\\nssl_cipher_list = %{user}\\n}   | WORKS",
        "auth_username_format = %{user}       | WORKS",
        "auth_failure_delay = %{user}         | REFUSES",
        "protocol pop3 {\\nauth_default_domain = %{user}\\n} | REFUSES"
      })
  void aProcessThatCannotExpandAVariableDoesNotServe(String text, State state) {
    String accounts =
        "protocols = imap\nauth_allow_cleartext = yes\npassdb static {\npassword = x\n}\n";
    assertThat(
            DovecotPosture.read(tree(accounts + text), "dovecot.conf", Platforms.DOVECOT_2_4)
                .endpoints())
        .filteredOn(endpoint -> endpoint.port().is(143))
        .extracting(endpoint -> endpoint.state().toOptional().orElseThrow())
        .containsOnly(state);
  }

  /** Which program reads it is not told, and some take the defaults of 2.4.1, some their own. */
  @Test
  void whatAGroupOfDovecotsOwnSaysIsOfEveryProgramThatMayRun() {
    String text =
        """
        dovecot_config_version = %s
        dovecot_storage_version = 2.4.0
        namespace inbox {
          @mailbox_defaults = english
        }
        """;
    String path = "namespace/inbox/mailbox/Drafts/mailbox_auto";
    assertThat(value(text.formatted("2.4.1"), path).possibilities())
        .containsExactlyInAnyOrder("no", "subscribe");
    assertThat(value(text.formatted("2.4.4"), path).is("subscribe")).isTrue();
  }

  private static Fact<String> value(String text, String path) {
    MemoryTree tree = new MemoryTree(Map.of("dovecot.conf", text.getBytes(StandardCharsets.UTF_8)));
    return DovecotReader.read(tree, "dovecot.conf", Platform.UNKNOWN).value(Scope.GLOBAL, path);
  }
}
