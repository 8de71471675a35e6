package dev.postern.postfix.tls;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.tls.Build;
import dev.postern.tls.HostTls;

/**
 * The OpenSSL of one program, with the configuration that tls_config_file names; the system's may
 * be another one by {@code OPENSSL_CONF} in import_environment, by which master sets the
 * environment of all that it starts.
 */
public final class PostfixLibrary {
  private static final String SYSTEM_FILE = "default";
  private static final String VARIABLE = "OPENSSL_CONF=";

  private PostfixLibrary() {}

  /** As tls_library_init() of tls/tls_misc.c sets it up. */
  public static Fact<Build> build(Scope scope, HostTls host) {
    String oldest = scope.versions().atLeast("3.6") ? "1.1.1" : "1.0.2";
    return scope
        .value("tls_config_file", SYSTEM_FILE)
        .flatMap(file -> file.equals(SYSTEM_FILE) ? ofEnvironment(scope) : Fact.known(file))
        .flatMap(file -> build(scope, host, oldest, file));
  }

  private static Fact<String> ofEnvironment(Scope scope) {
    return scope.written("import_environment").isEmpty()
        ? Fact.known(SYSTEM_FILE)
        : scope
            .value("import_environment")
            .map(
                variables ->
                    Text.elements(variables).stream()
                        .filter(variable -> variable.startsWith(VARIABLE))
                        .map(variable -> variable.substring(VARIABLE.length()))
                        .reduce(SYSTEM_FILE, (first, later) -> later));
  }

  private static Fact<Build> build(Scope scope, HostTls host, String oldest, String file) {
    if (file.equals("none")) {
      return host.unconfigured(oldest);
    }
    boolean named = !file.equals(SYSTEM_FILE);
    if (named && host.text(file) instanceof Fact.Unknown<String> absent) {
      // Where it is missing on the host, too, there is no TLS.
      return Fact.unknown(absent.reason());
    }
    return scope
        .value("tls_config_name")
        .flatMap(name -> host.build(oldest, named ? inTree(file) : host.systemFile(), name));
  }

  private static String inTree(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }
}
