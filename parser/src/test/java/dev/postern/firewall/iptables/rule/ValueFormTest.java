package dev.postern.firewall.iptables.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.data.DataFile;
import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.net.Family;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of words, each of which iptables 1.8.9 was seen to take, and as many as one likes. */
class ValueFormTest {
  private static final int MANY = 50_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bpf; --bytecode; '4,48 0 0 9'; ,48 0 0 9",
        "dccp; --dccp-types; REQUEST; ,DATAACK,SYNCACK,closereq,SYNC,DATA",
        "dst; --dst-opts; 1:2; ,0x10:017,4",
        "hashlimit; --hashlimit-mode; srcip; ',dstport|dstip'",
        "hbh; --hbh-opts; 5; ,10:0xff",
        "ipv6header; --header; hop; ,hop-by-hop,prot,protocol",
        "sctp; --chunk-types; any DATA:I; ',,DATA:iUb,SHUTDOWN_COMPLETE:t,SHUTDOWN_ACK,I_DATA'",
        "string; --hex-string; a; |61 6263|\\|x",
        "time; --monthdays; 1; ,12,31x,7",
        "time; --weekdays; Mo; ,Tuesday,123,12,1",
        "CT; --ctevents; new; ,related,natseqinfo",
        "CT; --expevents; new; ,new",
        "HMARK; --hmark-tuple; src; ',,sport,spi'",
        "TCPOPTSTRIP; --strip-options; mss; ,sack,sack-permitted,25,255,0x1F,9"
      })
  void takesAnyNumberOfWords(String extension, String option, String first, String next) {
    List<ValueForm> forms =
        DataFile.rows(OptionValues.class, "values.tsv", 5).stream()
            .filter(row -> row[1].equals(extension) && row[2].equals(option))
            .map(row -> ValueForm.of(row[3], row[4]))
            .toList();
    for (int count : List.of(0, 1, 2, MANY)) {
      assertThat(isTaken(forms, first + next.repeat(count))).as("%s times", count).isTrue();
    }
    assertThat(isTaken(forms, first + next + "|?")).isFalse();
    assertThat(isTaken(forms, first + next.repeat(MANY) + "|?")).isFalse();
  }

  private static boolean isTaken(List<ValueForm> forms, String value) {
    return forms.stream().anyMatch(form -> form.takes(value, Catalogue.get(), Family.V6));
  }
}
