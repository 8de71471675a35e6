package dev.postern.posture.login;

import dev.postern.fact.Fact;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * One database of a chain that decides whether a password is right.
 *
 * @param driver the kind of database, such as {@code pam}, {@code sql}, {@code oauth2}, {@code
 *     static}
 * @param file the file it reads or is configured by; empty when it needs none
 * @param scheme how passwords are stored unless an entry says otherwise; empty where the program
 *     asked decides
 * @param deny whether those it knows are refused
 * @param master whether those it knows may log in as anybody
 * @param withoutPassword whether it takes any password
 * @param proxy whether it hands a login on to another server, which looks at the password
 * @param fromNetworks whether its users can log in from some networks alone
 * @param anyName whether it is asked for names of any characters, those that mean something in a
 *     query among them
 */
public record AccountDatabase(
    Fact<SoftwareName> software,
    Fact<String> driver,
    Fact<String> file,
    Fact<String> scheme,
    Fact<Boolean> deny,
    Fact<Boolean> master,
    Fact<Boolean> withoutPassword,
    Fact<Boolean> proxy,
    Fact<Boolean> fromNetworks,
    Fact<Boolean> anyName) {
  public static final Shape<AccountDatabase> SHAPE =
      Shape.<AccountDatabase>named("account-database")
          .leaf("software", Type.of(SoftwareName.class), AccountDatabase::software)
          .leaf("driver", Type.TEXT, AccountDatabase::driver)
          .leaf("file", Type.TEXT, AccountDatabase::file)
          .leaf("scheme", Type.TEXT, AccountDatabase::scheme)
          .leaf("deny", Type.BOOLEAN, AccountDatabase::deny)
          .leaf("master", Type.BOOLEAN, AccountDatabase::master)
          .leaf("nopassword", Type.BOOLEAN, AccountDatabase::withoutPassword)
          .leaf("proxy", Type.BOOLEAN, AccountDatabase::proxy)
          .leaf("from-networks", Type.BOOLEAN, AccountDatabase::fromNetworks)
          .leaf("any-name", Type.BOOLEAN, AccountDatabase::anyName)
          .build();
}
