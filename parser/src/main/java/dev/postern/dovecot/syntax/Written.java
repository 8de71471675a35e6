package dev.postern.dovecot.syntax;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;

/**
 * A value that a statement gave to a setting.
 *
 * @param text as doveconf prints it, variables of other settings left standing
 * @param value what the running service takes; unknown where the files do not tell
 * @param origin the statement
 */
public record Written(String text, Fact<String> value, Origin.Setting origin) {}
