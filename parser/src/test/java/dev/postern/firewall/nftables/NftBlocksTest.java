package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.source.MemoryTree;
import dev.postern.source.SourceFile;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the blocks of tables and chains end: what the installed nft takes, and nothing else. */
class NftBlocksTest {
  private static final String HOOK = "type filter hook input priority 0; policy drop";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "table inet f {\n chain i { HOOK; tcp dport 25 accept }\n}\n",
        "table inet f {\n chain i { HOOK; tcp dport 25 accept; }\n}\n",
        "table inet f {\n chain i {\n HOOK\n }\n}\n",
        "table inet f {\n chain i { HOOK }\n}\n",
        "table inet f { chain i { HOOK; }; }\n",
        "table inet f { chain i { HOOK; } }\n",
        "table inet f { chain i { }\n}\n",
        "table inet f { chain i { }; chain j { accept\n}}\n",
        "table inet f { }\n",
        "table inet f {\n set s { type ipv4_addr; elements = { 192.0.2.1 } }\n}\n",
        "add table inet f\nadd chain inet f i { HOOK }\n",
        "add table inet f\nadd chain inet f i { HOOK; }\n",
      })
  void endAsNftHasIt(String text) throws IOException {
    isTakenAsByNft(text);
  }

  /** A block's chains are there before its rules and members, those of a later block are not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "table inet f { chain a { jump b; }\n chain b { accept; }\n}\n",
        "table inet f { chain a { jump b; }\n}\ntable inet f { chain b { accept; }\n}\n",
        """
        table inet f { chain a { tcp dport vmap { 25 : goto b }; }
        }
        table inet f { chain b { accept; }
        }
        """,
        """
        table inet f { map m { type inet_service : verdict; elements = { 25 : jump b }; }
         chain b { accept; }
        }
        """,
        """
        table inet f { map m { type inet_service : verdict; elements = { 25 : jump b }; }
        }
        table inet f { chain b { accept; }
        }
        """,
        "table inet f { map m { type inet_service : verdict; elements = { 25 : jump b }; }\n}\n",
        """
        table inet f { map m { type inet_service : verdict; elements = { 25 : jump b }; }
         chain b { HOOK; }
        }
        """,
        """
        table inet f { map m { type inet_service : verdict; }
        }
        add element inet f m { 25 : jump b }
        add chain inet f b
        """,
        """
        table inet f { map m { type inet_service : verdict; }
        }
        add chain inet f b
        add element inet f m { 25 : jump b }
        """,
        "add table inet f\nadd chain inet f a\nadd rule inet f a jump b\nadd chain inet f b\n",
      })
  void callChainsThatAreThere(String text) throws IOException {
    isTakenAsByNft(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "map m { type inet_service : verdict; elements = { 25 : accept, 25 : drop }; }",
        "map m { type inet_service : verdict; elements = { smtp : accept, 25 : drop }; }",
        "map m { type inet_service : verdict; elements = { 25 : accept, 25 : accept }; }",
        "map m { type inet_service : inet_service; elements = { 25 : 1, 25 : 2 }; }",
        "map m { type inet_service : mark; elements = { 25 : 1, 25 : 0x1 }; }",
        "map m { type inet_service : ipv4_addr; elements = { 25 : 10.0.0.1, 25 : 10.0.0.2 }; }",
        "map m { type ipv4_addr . inet_service : verdict;\n elements = { 10.0.0.1 . 25 : accept, 10.0.0.1 . 25 : drop }; }",
        "map m { type inet_service : verdict; flags interval;\n elements = { 25-30 : accept, 25-30 : drop }; }",
        "map m { type inet_service : verdict; flags interval;\n elements = { 25-30 : accept, 25-30 : accept }; }",
        "map m { type ipv4_addr : verdict; flags interval;\n elements = { 10.0.0.0/8 : accept, 10.0.0.0/8 : drop }; }",
        "chain a { tcp dport vmap { 25 : accept, 25 : drop }; }",
        "chain a { tcp dport vmap { 25 : accept, 25 : accept }; }",
        "chain a { iifname vmap { \"a\" : accept, \"b\" : drop, \"a\" : drop }; }",
        "chain a { ct state vmap { new : accept, new : drop }; }",
      })
  void haveMapsWithOneValueForAKey(String entry) throws IOException {
    isTakenAsByNft("table inet f {\n " + entry + "\n}\n");
  }

  private static void isTakenAsByNft(String text) throws IOException {
    String rules = text.replace("HOOK", HOOK);
    boolean refused =
        !NftRuleset.read(List.of(SourceFile.of("f.nft", rules)), new MemoryTree(Map.of()))
            .files()
            .get(0)
            .problems()
            .isEmpty();
    assertThat(refused).isEqualTo(!nftTakes(rules));
  }

  private static boolean nftTakes(String rules) throws IOException {
    Process nft =
        new ProcessBuilder(
                Oracle.require("unshare").toString(),
                "-n",
                Oracle.require("nft").toString(),
                "-c",
                "-f",
                "-")
            .redirectErrorStream(true)
            .start();
    nft.getOutputStream().write(rules.getBytes(StandardCharsets.UTF_8));
    nft.getOutputStream().close();
    nft.getInputStream().readAllBytes();
    try {
      return nft.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
