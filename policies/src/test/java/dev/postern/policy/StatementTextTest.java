package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How statements are told. */
class StatementTextTest {
  /**
   * Postfix 3.7.11 starts a service with each of these options, and takes them as they are meant.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smtpd_tls_security_level = may | -o smtpd_tls_security_level=may",
        "smtpd_client_restrictions = permit_sasl_authenticated, reject | -o smtpd_client_restrictions=permit_sasl_authenticated,reject",
        "smtpd_tls_mandatory_protocols = >=TLSv1.2, !TLSv1.3 | -o smtpd_tls_mandatory_protocols=>=TLSv1.2,!TLSv1.3",
        "smtpd_sender_restrictions = permit_mynetworks reject | -o { smtpd_sender_restrictions = permit_mynetworks reject }",
        "-o smtpd_tls_wrappermode=no | -o smtpd_tls_wrappermode=no",
        "-o { smtpd_banner = a b } | -o { smtpd_banner = a b }"
      })
  void anOptionOfAServiceHasNoBlankOutsideBraces(String statement, String option) {
    assertThat(StatementText.option(statement)).isEqualTo(option);
  }
}
