package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Configurations of Dovecot 2.4.4 in a few lines; {@code \\n} parts them. */
final class ModernText {
  private static final String START =
      "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n";

  private ModernText() {}

  static DovecotSettings settings(String text) {
    return DovecotReader.read(tree(text), "dovecot.conf", Platforms.DOVECOT_2_4);
  }

  static MemoryTree tree(String text) {
    String whole = START + text.replace("\\n", "\n") + "\n";
    return new MemoryTree(Map.of("dovecot.conf", whole.getBytes(StandardCharsets.UTF_8)));
  }
}
