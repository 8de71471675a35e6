package dev.postern.postfix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which tables the proxymap service opens for an smtpd, and which smtpd dies over since they are
 * not among those of {@code proxy_read_maps}, asked of the installed programs.
 */
class ProxiedTablesLiveTest {
  private static final String TABLE = "proxy:static:x";
  private static final List<String> TABLES =
      List.of(
          "local_recipient_maps",
          "virtual_alias_maps",
          "virtual_mailbox_maps",
          "relay_recipient_maps",
          "canonical_maps",
          "recipient_canonical_maps",
          "sender_canonical_maps",
          "smtpd_sender_login_maps",
          "rbl_reply_maps",
          "mynetworks",
          "mydestination",
          "relay_domains",
          "virtual_alias_domains",
          "virtual_mailbox_domains",
          "smtpd_discard_ehlo_keyword_address_maps",
          "smtpd_milter_maps",
          "smtpd_command_filter",
          "smtpd_dns_reply_filter",
          "smtpd_reject_footer_maps",
          "alias_maps",
          "transport_maps",
          "relocated_maps",
          "smtpd_client_event_limit_exceptions",
          "smtpd_sasl_exceptions_networks",
          "smtpd_authorized_xclient_hosts",
          "smtpd_authorized_xforward_hosts",
          "smtpd_authorized_verp_clients",
          "tls_server_sni_maps",
          "relay_clientcerts",
          "header_checks",
          "local_login_sender_maps",
          "permit_mx_backup_networks",
          "debug_peer_list",
          "proxy_interfaces",
          "address_verify_transport_maps",
          "parent_domain_matches_subdomains",
          "sender_bcc_maps");

  private static final List<String> LISTS =
      List.of("client", "helo", "sender", "relay", "recipient", "data", "end_of_data", "etrn");

  @TempDir Path temp;

  @Test
  void killThoseThatOpenThem() throws IOException {
    List<String> options = new ArrayList<>();
    for (String parameter : TABLES) {
      options.add(parameter + " = " + TABLE);
    }
    for (String list : LISTS) {
      options.add(
          "smtpd_%s_restrictions = check_%s_access %s, reject_unauth_destination"
              .formatted(list, list.matches("helo|sender") ? list : "client", TABLE));
    }
    options.add("smtpd_restriction_classes = open");
    options.add("smtpd_restriction_classes = closed");
    options.add("smtpd_recipient_restrictions = reject, check_client_access " + TABLE);
    options.add("smtpd_recipient_restrictions = permit, check_client_access " + TABLE);
    options.add("smtpd_recipient_restrictions = reject check_client_access:" + TABLE);
    options.add("smtpd_sender_login_maps = unionmap:{" + TABLE + "}");
    options.add("smtpd_sender_login_maps = proxy:" + TABLE);
    options.add("smtpd_sender_login_maps = proxy:static:allowed");
    options.add("smtpd_sender_login_maps = proxy:proxy:static:allowed");
    options.add("smtpd_sender_login_maps = pipemap:{proxy:static:allowed}");
    options.add("smtpd_sender_login_maps = proxy:static:outer, proxy:static:allowed");
    options.add("smtpd_sender_login_maps = proxy:static:union");
    options.add("smtpd_sender_login_maps = proxy:static:transport");
    String main =
        Instance.SERVER
            + """
            open = check_client_access %s, reject_unauth_destination
            closed = reject_unauth_destination
            smtpd_sender_login_maps = proxy:static:allowed
            relocated_maps = unionmap:{proxy:static:union}
            transport_maps = proxy:static:transport
            """
                .formatted(TABLE);
    List<String> services =
        options.stream().map(option -> "inet n - n - - smtpd -o { %s }".formatted(option)).toList();
    SoftAssertions every = new SoftAssertions();
    StartedServices.compare(temp, main, services, "proxymap unix - - n - - proxymap\n", every);
    every.assertAll();
  }
}
