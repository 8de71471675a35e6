package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.mail.Offer;
import dev.postern.posture.mail.Outbound;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.testing.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of the installed Postfix meet a server that notes their first message of TLS, and servers
 * of one version each; the posture must foretell versions, suites and groups.
 */
class SmtpHelloLiveTest {
  private static final String MAY = " | smtp | smtp_tls_security_level=may | smtp_tls_";
  private static final String ENCRYPT = " | smtp | smtp_tls_security_level=encrypt | smtp_tls_";
  private static final String SECURE = " | smtp | smtp_tls_security_level=secure | smtp_tls_";
  private static final String POLICY = " | smtp | smtp_tls_policy_maps=static:";

  /** Name, program and options of each client. */
  private static final List<String> CLIENTS =
      List.of(
          "none | smtp",
          "may" + MAY + "loglevel=0",
          "encrypt" + ENCRYPT + "loglevel=0",
          "secure" + SECURE + "loglevel=0",
          "verify | smtp | smtp_tls_security_level=verify",
          "dane | smtp | smtp_tls_security_level=dane",
          "daneonly | smtp | smtp_tls_security_level=dane-only",
          "local | lmtp | lmtp_tls_security_level=may | smtp_tls_protocols=TLSv1.2",
          "localown | lmtp | lmtp_tls_security_level=may | lmtp_tls_protocols=TLSv1.2",
          "gap" + MAY + "protocols=!SSLv2,!SSLv3,!TLSv1.1",
          "floor" + MAY + "protocols=>=TLSv1.2",
          "one" + MAY + "protocols=TLSv1.2",
          "ceiling" + MAY + "protocols=<=TLSv1.1",
          "hex" + MAY + "protocols=>=0302 <=0x303",
          "newest" + MAY + "protocols=TLSv1.3",
          "unknown" + MAY + "protocols=!SSLv2, TLSv1.4",
          "gone" + MAY + "protocols=SSLv3",
          "any" + MAY + "protocols=",
          "nobodys" + MAY + "protocols=$smtpd_tls_protocols",
          "ownelse" + MAY + "protocols=$smtp_tls_mandatory_protocols",
          "nobodysmust" + ENCRYPT + "mandatory_protocols=$lmtp_tls_mandatory_protocols",
          "oldest" + MAY + "protocols=TLSv1 TLSv1.3",
          "elsewhere" + MAY + "mandatory_protocols=TLSv1.3",
          "demanded" + ENCRYPT + "mandatory_protocols=TLSv1.1:TLSv1.2",
          "secureold" + SECURE + "mandatory_protocols=<=TLSv1.1",
          "securegap" + SECURE + "mandatory_protocols=!TLSv1.2",
          "high" + MAY + "ciphers=high",
          "low" + MAY + "ciphers=LOW",
          "export" + MAY + "ciphers=export",
          "null" + MAY + "ciphers=null",
          "nograde" + MAY + "ciphers=strong",
          "nullmust" + ENCRYPT + "mandatory_ciphers=null",
          "nulltwelve" + ENCRYPT + "mandatory_ciphers=null | smtp_tls_mandatory_protocols=TLSv1.2",
          "without" + MAY + "exclude_ciphers=aNULL, DHE:SHA1 kRSA",
          "modifier" + MAY + "exclude_ciphers=!aNULL",
          "both" + ENCRYPT + "exclude_ciphers=aNULL | smtp_tls_mandatory_exclude_ciphers=kRSA",
          "notboth" + MAY + "exclude_ciphers=aNULL | smtp_tls_mandatory_exclude_ciphers=kRSA",
          "level" + MAY + "ciphers=medium | tls_medium_cipherlist=DEFAULT:@SECLEVEL=2",
          "levelmust" + ENCRYPT + "ciphers=medium | tls_medium_cipherlist=ALL:@SECLEVEL=1",
          "levelvoid" + SECURE + "ciphers=medium | tls_medium_cipherlist=DEFAULT:@SECLEVEL=3",
          "words" + MAY + "ciphers=high | tls_high_cipherlist=kRSA:NOSUCH",
          "nowords" + MAY + "ciphers=high | tls_high_cipherlist=NOSUCH",
          "curves" + MAY + "ciphers=high | tls_eecdh_auto_curves=X448 prime256v1 nosuch",
          "nocurves" + MAY + "ciphers=high | tls_eecdh_auto_curves= | tls_ffdhe_auto_groups=",
          "policy" + POLICY + "{may protocols=TLSv1.2 ciphers=high exclude=aNULL}",
          "policyown"
              + POLICY
              + "{encrypt exclude=DHE} | smtp_tls_exclude_ciphers=ECDHE"
              + " | smtp_tls_mandatory_exclude_ciphers=kRSA",
          "policybare" + POLICY + "{encrypt exclude=} | smtp_tls_mandatory_exclude_ciphers=kRSA",
          "policymatch" + POLICY + "{secure match=mail.example.test ciphers=high}",
          "policyany" + POLICY + "{may protocols=} | smtp_tls_protocols=TLSv1.2",
          "policywrong" + POLICY + "{may protocols=TLSv9}",
          "policylist" + POLICY + "{encrypt protocols=TLSv1.2:TLSv1.3} | smtp_tls_protocols=TLSv1");

  @TempDir Path temp;

  @Test
  void offersWhatThePostureForetells() throws IOException {
    LiveClients clients = new LiveClients(LiveClients.MAIN, CLIENTS);
    Map<String, Map<String, Object>> met = clients.met(temp, "hello");
    Map<String, Outbound> foretold = clients.foretold();
    assertThat(foretold).hasSameSizeAs(CLIENTS);
    SoftAssertions every = new SoftAssertions();
    for (Map.Entry<String, Outbound> entry : foretold.entrySet()) {
      Map<String, Object> seen = Objects.requireNonNull(met.get(entry.getKey()));
      Offer offer = entry.getValue().tls();
      List<TlsVersion> versions = offer.versions().toOptional().orElseThrow();
      for (TlsVersion version : TlsVersion.values()) {
        Object answer = seen.get(version.toString());
        if (answer != null && !"clear".equals(answer)) {
          every
              .assertThat("tls".equals(answer))
              .as("%s negotiates %s: %s", entry.getKey(), version, seen)
              .isEqualTo(versions.contains(version));
        }
      }
      if (!versions.isEmpty()) {
        every
            .assertThat(hello(offer, versions))
            .as(entry.getKey())
            .isEqualTo(
                seen.get("hello") instanceof Map<?, ?> hello ? Json.asObject(hello) : Map.of());
      }
    }
    every.assertAll();
  }

  private static Map<String, Object> hello(Offer offer, List<TlsVersion> versions) {
    List<String> suites = new ArrayList<>();
    offer.suites().toOptional().orElseThrow().forEach(suite -> suites.add(suite.name()));
    List<String> groups = new ArrayList<>();
    offer.groups().toOptional().orElseThrow().forEach(group -> groups.add(group.name()));
    return Map.of(
        "newest", versions.get(versions.size() - 1).toString(), "suites", suites, "groups", groups);
  }
}
