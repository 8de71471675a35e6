package dev.postern.posture.daemon;

import dev.postern.fact.Fact;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;

/**
 * As whom the processes of a daemon run.
 *
 * @param loginUser those that talk with clients before they have logged in
 * @param internalUser those that belong to no user and trust each other
 * @param loginApart whether those two are different users
 * @param loginShared whether a process that talks with clients before they have logged in serves
 *     several of them
 * @param rootMail whether the mail of root itself, or all mail as root, is served
 * @param mailGroups the groups of which every user's process is a member beside the user's own
 */
public record Privileges(
    Fact<SoftwareName> software,
    Fact<String> loginUser,
    Fact<String> internalUser,
    Fact<Boolean> loginApart,
    Fact<Boolean> loginShared,
    Fact<Boolean> rootMail,
    Fact<List<String>> mailGroups) {
  public static final Shape<Privileges> SHAPE =
      Shape.<Privileges>named("privileges")
          .leaf("software", Type.of(SoftwareName.class), Privileges::software)
          .leaf("login-user", Type.TEXT, Privileges::loginUser)
          .leaf("internal-user", Type.TEXT, Privileges::internalUser)
          .leaf("login-apart", Type.BOOLEAN, Privileges::loginApart)
          .leaf("login-shared", Type.BOOLEAN, Privileges::loginShared)
          .leaf("root-mail", Type.BOOLEAN, Privileges::rootMail)
          .leaf("mail-groups", new Type.ListOf(Type.TEXT), Privileges::mailGroups)
          .build();
}
