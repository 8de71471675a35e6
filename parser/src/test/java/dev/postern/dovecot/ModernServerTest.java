package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.State;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Dovecot 2.4.4 takes, and what its server then makes of it; each was asked of it. */
class ModernServerTest {
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
    DovecotSettings settings = ModernText.settings(text);
    assertThat(settings.refused()).isFalse();
    assertThat(settings.serverRefusal().orElseThrow().message()).startsWith(message);
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
    assertThat(ModernText.settings(text).serverRefusal()).isEmpty();
  }

  /** A word of a list is what the setting that it names holds in the end. */
  @Test
  void wordsOfListsThatNameSettings() {
    DovecotSettings settings =
        ModernText.settings("protocols = lmtp $SET:login_greeting\nlogin_greeting = imap");
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
      assertThat(ModernText.settings(text).print(false, scope))
          .contains("mail_max_userip_connections = 1\n");
    }
    String late = name.formatted(0) + inside;
    assertThat(ModernText.settings(late).print(false, scope))
        .contains("mail_max_userip_connections = 0\n");
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
            DovecotPosture.read(
                    ModernText.tree(accounts + text), "dovecot.conf", Platforms.DOVECOT_2_4)
                .endpoints())
        .filteredOn(endpoint -> endpoint.port().is(143))
        .extracting(endpoint -> endpoint.state().toOptional().orElseThrow())
        .containsOnly(state);
  }

  /** Seen of the running server. */
  @Test
  void onlyLoginsAreHeldAgainstSettingsOfLogins() {
    String text =
        """
        protocols = imap lmtp
        ssl = required
        passdb static {
          password = x
        }
        remote 10.0.0.0/8 {
          auth_allow_cleartext = yes
        }
        service lmtp {
          inet_listener lmtp {
            port = 24
          }
        }
        """;
    assertThat(
            DovecotPosture.read(ModernText.tree(text), "dovecot.conf", Platforms.DOVECOT_2_4)
                .endpoints())
        .filteredOn(endpoint -> endpoint.clients().map(Networks::toString).is("10.0.0.0/8"))
        .extracting(
            endpoint ->
                endpoint.port().toOptional().orElseThrow()
                    + (endpoint.state().is(State.DEAD) ? " is dead" : " lives"))
        .contains("143 is dead", "24 lives")
        .doesNotContain("24 is dead");
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
