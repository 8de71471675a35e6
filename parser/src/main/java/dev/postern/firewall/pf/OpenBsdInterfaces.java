package dev.postern.firewall.pf;

import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The interfaces that hostname.if(5) of OpenBSD configures, as netstart(8) reads it. */
final class OpenBsdInterfaces {
  private static final String FOLDER = "etc";
  private static final String START = "hostname.";
  private static final String GATEWAYS = "etc/mygate";

  private OpenBsdInterfaces() {}

  static Map<String, NetworkInterface> read(FileTree tree) throws FileTree.Unreadable {
    Map<String, NetworkInterface> found = new LinkedHashMap<>();
    for (String file : tree.list(FOLDER)) {
      String name = file.startsWith(START) ? file.substring(START.length()) : "";
      Optional<SourceFile> source =
          isInterface(name) ? tree.read(FOLDER + "/" + file) : Optional.empty();
      if (source.isPresent()) {
        found.put(name, read(name, source.get()));
      }
    }
    return found;
  }

  /** Letters and a number behind them; netstart passes all other files over. */
  private static boolean isInterface(String name) {
    int letters = 0;
    while (letters < name.length() && Character.isLetter(name.charAt(letters))) {
      letters++;
    }
    boolean isNumbered = letters > 0 && letters < name.length();
    for (int i = letters; i < name.length(); i++) {
      isNumbered &= Character.isDigit(name.charAt(i));
    }
    return isNumbered && !InterfaceReader.isLoopback(name);
  }

  private static NetworkInterface read(String name, SourceFile source) {
    InterfaceArguments arguments = new InterfaceArguments(name);
    String begun = "";
    for (int number = 1; number <= source.lines(); number++) {
      String line = begun + source.line(number);
      if (line.endsWith("\\")) {
        begun = line.substring(0, line.length() - 1);
        continue;
      }
      begun = "";
      line(line.strip(), source.path() + ":" + number, arguments);
    }
    line(begun.strip(), source.path(), arguments);
    return arguments.result();
  }

  private static void line(String line, String where, InterfaceArguments arguments) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith("!")) {
      if (line.contains("ifconfig")) {
        arguments.untold(Family.V4, where + " runs a command that changes them");
        arguments.untold(Family.V6, where + " runs a command that changes them");
      }
      return;
    }
    List<String> words = List.of(line.split("\\s+", -1));
    switch (words.get(0)) {
      case "inet", "inet6" -> arguments.take(spelledOut(words), where);
      case "dest" ->
          Optional.of(words)
              .filter(both -> both.size() > 1)
              .flatMap(both -> Address.parse(both.get(1)))
              .ifPresent(arguments::peer);
      default -> arguments.take(words, where);
    }
  }

  /** {@code inet alias 192.0.2.1 255.255.255.0 192.0.2.255} in the words of ifconfig(8). */
  private static List<String> spelledOut(List<String> words) {
    boolean isV4 = words.get(0).equals("inet");
    List<String> names = isV4 ? List.of("netmask", "broadcast") : List.of("prefixlen");
    List<String> spelled = new ArrayList<>();
    int at = 0;
    while (at < words.size() && Prefix.parse(words.get(at)).isEmpty()) {
      spelled.add(words.get(at++));
    }
    if (at < words.size()) {
      spelled.add(words.get(at++));
    }
    for (int i = 0; i < names.size() && at < words.size() && isNumeral(words.get(at)); i++) {
      spelled.add(names.get(i));
      spelled.add(words.get(at++));
    }
    spelled.addAll(words.subList(at, words.size()));
    return spelled;
  }

  /** {@code NONE} stands for what is left out. */
  private static boolean isNumeral(String word) {
    return word.equals("NONE") || Character.isDigit(word.charAt(0));
  }

  /** The next hops of the default routes: mygate(5). */
  static List<Address> gateways(FileTree tree) throws FileTree.Unreadable {
    List<Address> gateways = new ArrayList<>();
    Optional<SourceFile> source = tree.isFile(GATEWAYS) ? tree.read(GATEWAYS) : Optional.empty();
    for (int number = 1; source.isPresent() && number <= source.get().lines(); number++) {
      String word = source.get().line(number).strip().split("[\\s#%]", 2)[0];
      Address.parse(word).ifPresent(gateways::add);
    }
    return gateways;
  }
}
