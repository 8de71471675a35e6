package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.daemon.UnixSocket;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Permissions;
import dev.postern.source.SourceFile;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Who may connect to the UNIX sockets of a host. */
final class SocketAccess {
  /** Directories that Dovecot keeps closed to all but its own login processes. */
  private static final Set<String> CLOSED = Set.of("login", "token-login");

  private static final int OWNER_WRITES = 0200;
  private static final int GROUP_WRITES = 020;
  private static final int OTHERS_WRITE = 02;
  private static final int OCTAL = 8;

  /** Fields of group(5) and passwd(5). */
  private static final int NUMBER_OF_GROUP = 2;

  private static final int MEMBERS = 3;
  private static final int GROUP_OF_USER = 3;

  private final FileTree tree;

  SocketAccess(FileTree tree) {
    this.tree = tree;
  }

  /** Whether a user other than root may; that takes the right to write to it (unix(7)). */
  Fact<Boolean> mayConnect(UnixSocket socket, String user) {
    String directory = Paths.name(Paths.parent(socket.path().toOptional().orElse("")));
    if (CLOSED.contains(directory)) {
      return Fact.known(false, socket.path().origins());
    }
    return socket
        .mode()
        .flatMap(SocketAccess::bits)
        .flatMap(mode -> socket.owner().flatMap(owner -> mayWrite(socket, mode, owner, user)));
  }

  /** The first class that fits decides, even where a later one would allow more. */
  private Fact<Boolean> mayWrite(UnixSocket socket, int mode, String owner, String user) {
    if (owner.equals(user)) {
      return Fact.known((mode & OWNER_WRITES) != 0);
    }
    boolean group = (mode & GROUP_WRITES) != 0;
    boolean others = (mode & OTHERS_WRITE) != 0;
    return group == others
        ? Fact.known(others)
        : socket
            .group()
            .flatMap(name -> isMember(user, name))
            .map(member -> member ? group : others);
  }

  private static Fact<Integer> bits(String mode) {
    try {
      return Fact.known(Integer.parseInt(mode, OCTAL));
    } catch (NumberFormatException e) {
      return Fact.unknown("no mode of a socket: " + mode);
    }
  }

  private Fact<Boolean> isMember(String user, String group) {
    if (group.equals(Permissions.ROOT)) {
      return Fact.known(false);
    }
    Optional<String[]> line = line("etc/group", group);
    if (line.isEmpty()) {
      return group.equals(user)
          ? Fact.known(true, new Origin.Assumption(user + " is in the group of the same name"))
          : Fact.unknown(
              "no etc/group among the files tells whether %s is in the group %s"
                  .formatted(user, group));
    }
    String own = line("etc/passwd", user).map(fields -> field(fields, GROUP_OF_USER)).orElse("");
    boolean first =
        own.isEmpty() ? group.equals(user) : own.equals(field(line.get(), NUMBER_OF_GROUP));
    boolean more = Arrays.asList(field(line.get(), MEMBERS).split(",", -1)).contains(user);
    return Fact.known(
        first || more,
        new Origin.Assumption(
            "%s is %s the group %s (etc/group)"
                .formatted(user, first || more ? "in" : "not in", group)));
  }

  private Optional<String[]> line(String file, String name) {
    try {
      String text = tree.read(file).map(SourceFile::text).orElse("");
      return text.lines()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.split(":", -1))
          .findFirst();
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }

  private static String field(String[] fields, int index) {
    return index < fields.length ? fields[index].strip() : "";
  }
}
