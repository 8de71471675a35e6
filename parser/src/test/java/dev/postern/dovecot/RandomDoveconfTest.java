package dev.postern.dovecot;

import dev.postern.dovecot.modern.ModernRandomConfiguration;
import dev.postern.dovecot.settings.Dialect;
import dev.postern.dovecot.settings.SettingsTable;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.testing.Oracle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random configurations: doveconf and Postern must take or refuse the same, at the same place,
 * print the same and see the same for every connection. {@code -Dpostern.random-trees=N} sets how
 * many, {@code -Dpostern.random-seed=N} where to start. Dovecot 2.2 and 2.4, which no distribution
 * has beside 2.3, are asked where {@code -Dpostern.dovecot-2.2=FOLDER} and {@code
 * -Dpostern.dovecot-2.4=FOLDER} say where they are installed.
 */
class RandomDoveconfTest {
  @TempDir Path temp;

  @Test
  void agreesWithDoveconf() throws Exception {
    DoveconfDifferentialTest.isOfTheVersionThatIsModelled();
    agrees(Doveconf.Build.INSTALLED, SettingsTable.dovecot23(), Platforms.DEBIAN_12);
  }

  @Test
  void agreesWithDoveconfOf22() throws Exception {
    Path folder = Oracle.given("postern.dovecot-2.2");
    Platform platform = Platforms.withPigeonhole(Platforms.of("2.2.36.4", Distribution.OTHER));
    agrees(Doveconf.Build.of22(folder), Dialect.OLDER.table(), platform);
  }

  private void agrees(Doveconf.Build build, SettingsTable table, Platform platform)
      throws Exception {
    new RandomTrees(
            new RandomTrees.Language(
                build,
                random -> RandomConfiguration.of(table, build.folders().isEmpty(), random),
                (doveconf, name, files, random) ->
                    new LayeredTrial(platform, doveconf, name, files, random)),
            temp)
        .agree();
  }

  @Test
  void agreesWithDoveconfOf24() throws Exception {
    Path folder = Oracle.given("postern.dovecot-2.4");
    new RandomTrees(
            new RandomTrees.Language(
                Doveconf.Build.of24(folder), ModernRandomConfiguration::of, ModernTrial::new),
            temp)
        .agree();
  }
}
