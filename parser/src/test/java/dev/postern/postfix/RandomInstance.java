package dev.postern.postfix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Configurations of Postfix by chance, out of the settings that decide what a stranger meets. */
final class RandomInstance {
  static final List<String> HELOS =
      List.of("client.example", "friend.example.net", "[203.0.113.7]", "203.0.113.7");
  static final List<String> SENDERS =
      List.of("someone@sender.example", "boss@example.test", "friend@partner.example.net", "");
  static final List<String> RECIPIENTS =
      List.of("someone@foreign.example.com", "postmaster@foreign.example.org", "a@b.foreign.test");

  private static final List<String> PROTOCOLS =
      List.of(
          ">=TLSv1",
          ">=TLSv1.2",
          ">=TLSv1.1, <=TLSv1.2",
          "!SSLv2, !SSLv3",
          "!SSLv2 !SSLv3 !TLSv1 !TLSv1.1",
          "!TLSv1.1",
          "TLSv1.2",
          "TLSv1.3 TLSv1.2",
          "TLSv1, TLSv1.1, >=TLSv1.1",
          ">=0303",
          ">=0x0302:<=304",
          "<=TLSv1.2 !TLSv1.2",
          "tlsv1.2",
          "",
          "TLSv1.9",
          ">=TLSv1.9",
          "SSLv3",
          "TLSv1.3 !TLSv1.3",
          "!SSLv2, !SSLv3, !TLSv1, TLSv1");
  private static final List<String> OPTIONS =
      List.of(
          "noanonymous",
          "noanonymous, noplaintext",
          "noplaintext",
          "",
          "noactive nodictionary",
          "noanonymous, mutual_auth",
          "NoAnonymous NoPlaintext",
          "forward_secrecy");
  private static final List<String> FILTERS =
      List.of("plain, login", "!cram-md5, static:rest", "PLAIN", "!plain !login static:all", "");
  private static final List<String> NETWORKS =
      List.of(
          "127.0.0.0/8",
          "10.0.0.0/8",
          "0.0.0.0/0",
          "203.0.113.0/24",
          "!203.0.113.0/24, 0.0.0.0/0",
          "127.0.0.1 192.0.0.0/2",
          "cidr:{ {203.0.113.0/25 yes} }",
          "cidr:{ {!203.0.113.0/24 yes} }",
          "cidr:$config_directory/networks",
          "$config_directory/list",
          "!$config_directory/list 203.0.113.7",
          "static:all",
          "inline:{203.0.113.7=x}",
          "inline:{203.0.113.0/24=x}",
          "[::1]/128, 127.0.0.1/32");
  private static final List<String> RESTRICTIONS =
      List.of(
          "permit_mynetworks",
          "permit_sasl_authenticated",
          "reject_unauth_destination",
          "defer_unauth_destination",
          "permit_auth_destination",
          "permit",
          "reject",
          "defer",
          "defer_if_permit",
          "defer_if_reject",
          "reject_unauth_pipelining",
          "reject_non_fqdn_helo_hostname",
          "reject_invalid_helo_hostname",
          "reject_non_fqdn_sender",
          "reject_non_fqdn_recipient",
          "reject_plaintext_session",
          "permit_tls_clientcerts",
          "permit_naked_ip_address",
          "reject_sender_login_mismatch",
          "permit_inet_interfaces",
          "Reject_Unauth_Destination",
          "warn_if_reject reject_unauth_destination",
          "warn_if_reject reject",
          "warn_if_reject, first_class",
          "check_client_access inline:{203.0.113.7=OK}",
          "check_client_access inline:{203.0.113=REJECT}",
          "check_client_access cidr:{ {203.0.113.0/24 permit} }",
          "check_client_access cidr:{ {!203.0.113.0/24 reject} }",
          "check_client_access cidr:$config_directory/clients",
          "check_client_access static:DUNNO",
          "check_helo_access inline:{friend.example.net=OK, client.example=REJECT}",
          "check_helo_access texthash:$config_directory/helos",
          "check_sender_access inline:{partner.example.net=OK}",
          "check_sender_access inline:{example.test=REJECT, sender.example=first_class}",
          "check_sender_access inline:{boss@=permit}",
          "check_sender_access texthash:$config_directory/senders",
          "check_recipient_access inline:{postmaster@=OK}",
          "check_recipient_access inline:{foreign.example.com=550 no}",
          "check_recipient_access static:{reject_unauth_destination}",
          "check_recipient_access static:first_class",
          "static:ok",
          "inline:{example.test=OK}",
          "sleep 0",
          "first_class",
          "second_class");
  private static final List<String> SAFE =
      List.of(
          "permit_mynetworks, reject_unauth_destination",
          "permit_mynetworks permit_sasl_authenticated defer_unauth_destination",
          "permit_sasl_authenticated,reject");
  private static final List<String> ACTIONS =
      List.of(
          "OK", "REJECT", "DUNNO", "reject_unauth_destination", "first_class", "450 later", "1");

  private final Random random;
  private final StringBuilder main = new StringBuilder();
  private final Map<String, String> files = new TreeMap<>();

  private RandomInstance(long seed) {
    this.random = new Random(seed);
  }

  /** The files of one instance by name, main.cf and master.cf among them. */
  static Map<String, String> files(long seed) {
    RandomInstance instance = new RandomInstance(seed);
    instance.build();
    return instance.files;
  }

  private void build() {
    maybe(95, "compatibility_level", "3.6", "3.6", "3.6", "2", "1", "0", "3.7");
    set("myhostname", "mail.example.test");
    set("mydestination", one("example.test", "$myhostname, example.test"));
    set("local_recipient_maps", "");
    set("inet_protocols", "ipv4");
    set("smtpd_sasl_type", "dovecot");
    maybe(5, "inet_interfaces", "loopback-only", "10.200.0.1", "127.0.0.1, 10.200.0.1");
    if (chance(88)) {
      set("smtpd_tls_cert_file", "@DIR@/cert.pem");
      set("smtpd_tls_key_file", "@DIR@/key.pem");
    } else {
      maybe(
          50,
          "smtpd_tls_chain_files",
          "@DIR@/key.pem @DIR@/cert.pem",
          "@DIR@/key.pem,@DIR@/cert.pem");
      maybe(30, "smtpd_tls_cert_file", "none", "NONE");
    }
    maybe(85, "mynetworks", NETWORKS.toArray(String[]::new));
    maybe(20, "mynetworks_style", "host", "subnet", "class");
    maybe(15, "relay_domains", "example.test", "com", "static:all", "partner.example.org", ".com");
    maybe(10, "parent_domain_matches_subdomains", "", "relay_domains", "smtpd_access_maps");
    options(70).forEach(this::set);
    if (chance(60)) {
      set("smtpd_restriction_classes", "first_class second_class");
      set("first_class", restrictions(2));
      set("second_class", chance(30) ? "first_class, " + restrictions(1) : restrictions(2));
    }
    files.put("main.cf", main.toString());
    files.put("networks", "# ours\n203.0.113.8 x\n!203.0.0.0/16 x\n10.0.0.0/8\n");
    files.put("list", one("203.0.113.7\n", "10.0.0.0/8 192.0.2.0/24\n# 203.0.113.7\n"));
    files.put(
        "clients", "198.51.100.0/24 OK\n203.0.113.0/28\n  " + action() + "\n0.0.0.0/0 DUNNO\n");
    files.put("helos", "client.example " + action() + "\nexample.net\t" + action() + "\n");
    files.put(
        "senders",
        "<> " + action() + "\nsender.example " + action() + "\nboss@ " + action() + "\n");
    files.put("master.cf", master());
  }

  private String master() {
    StringBuilder master = new StringBuilder();
    List<String> services = new ArrayList<>(List.of("smtp"));
    for (String service : List.of("587", "465", "10.200.0.1:2525", "submission")) {
      if (chance(45)) {
        services.add(service);
      }
    }
    for (String service : services) {
      master.append(service).append(" inet n - ").append(one("n", "n", "-")).append(" - - smtpd\n");
      Map<String, String> options =
          service.equals("smtp") ? options(chance(50) ? 0 : 12) : options(25);
      if (service.equals("465") && chance(80)) {
        options.put("smtpd_tls_wrappermode", "yes");
      }
      options.forEach(
          (name, value) ->
              master
                  .append(" -o ")
                  .append(
                      value.isEmpty() || value.matches(".*[\\s{}].*") || chance(20)
                          ? "{ " + name + " = " + value + " }"
                          : name + "=" + value)
                  .append('\n'));
    }
    return master.toString();
  }

  /** Settings that hold for the whole instance or for one service, each taken at a chance. */
  private Map<String, String> options(int percent) {
    Map<String, String> all = new TreeMap<>();
    put(
        all,
        percent,
        "smtpd_tls_security_level",
        "may",
        "may",
        "encrypt",
        "none",
        "",
        "MAY",
        "verify",
        "bogus");
    put(all, percent / 6, "smtpd_use_tls", "yes", "no");
    put(all, percent / 6, "smtpd_enforce_tls", "yes", "no");
    put(all, percent / 15, "smtpd_tls_wrappermode", "yes", "no", "no");
    put(all, percent * 2 / 3, "smtpd_tls_auth_only", "yes", "no", "YES");
    put(all, percent, "smtpd_sasl_auth_enable", "yes", "yes", "no");
    put(all, percent / 2, "smtpd_sasl_security_options", OPTIONS.toArray(String[]::new));
    put(all, percent / 2, "smtpd_sasl_tls_security_options", OPTIONS.toArray(String[]::new));
    put(all, percent / 4, "smtpd_sasl_mechanism_filter", FILTERS.toArray(String[]::new));
    put(
        all,
        percent / 6,
        "smtpd_sasl_exceptions_networks",
        "203.0.113.0/24",
        "10.0.0.0/8",
        "static:all",
        "!203.0.113.7 static:all");
    put(all, percent / 2, "smtpd_tls_protocols", PROTOCOLS.toArray(String[]::new));
    put(all, percent / 2, "smtpd_tls_mandatory_protocols", PROTOCOLS.toArray(String[]::new));
    put(all, percent / 8, "smtpd_tls_ask_ccert", "yes", "no");
    put(all, percent / 10, "smtpd_tls_req_ccert", "no");
    put(all, percent / 4, "smtpd_helo_required", "yes", "no");
    put(all, percent / 4, "disable_vrfy_command", "yes", "no");
    put(
        all,
        percent / 4,
        "smtpd_banner",
        "$myhostname ESMTP",
        "$myhostname ESMTP $mail_name (Debian/GNU)",
        "$myhostname");
    put(
        all,
        percent / 3,
        "smtpd_forbid_bare_newline",
        "yes",
        "no",
        "normalize",
        "reject",
        "Normalize");
    put(
        all,
        percent / 8,
        "smtpd_forbid_bare_newline_exclusions",
        "",
        "203.0.113.0/24",
        "127.0.0.0/8");
    put(all, percent / 4, "smtpd_delay_reject", "no", "yes");
    put(all, percent / 8, "smtpd_reject_unlisted_recipient", "no");
    put(all, percent / 10, "smtpd_relay_before_recipient_restrictions", "no", "yes");
    for (String list :
        List.of("client", "helo", "sender", "relay", "recipient", "data", "end_of_data")) {
      boolean rare = list.equals("data") || list.equals("end_of_data") || list.equals("client");
      if (chance(rare ? percent / 8 : percent / 3)) {
        boolean guarded = list.startsWith("re") && chance(60);
        String tail = guarded ? SAFE.get(random.nextInt(SAFE.size())) : "";
        int before = guarded ? random.nextInt(3) : random.nextInt(4);
        String head = restrictions(before);
        all.put(
            "smtpd_" + list + "_restrictions",
            head + (head.isEmpty() || tail.isEmpty() ? "" : ", ") + tail);
      }
    }
    return all;
  }

  private void put(Map<String, String> all, int percent, String name, String... values) {
    if (chance(percent)) {
      all.put(name, one(values));
    }
  }

  private void maybe(int percent, String name, String... values) {
    if (chance(percent)) {
      set(name, one(values));
    }
  }

  private void set(String name, String value) {
    main.append(name).append(" = ").append(value).append('\n');
  }

  private String restrictions(int count) {
    List<String> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(RESTRICTIONS.get(random.nextInt(RESTRICTIONS.size())));
    }
    return String.join(one(", ", " ", ","), some);
  }

  private String action() {
    return ACTIONS.get(random.nextInt(ACTIONS.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String one(String... values) {
    return values[random.nextInt(values.length)];
  }
}
