package dev.postern.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a finding speaks of.
 *
 * @param kind what the rule's {@code each} names, such as {@code endpoint}
 * @param id stable from run to run, such as {@code imap 143/tcp *}
 * @param attributes more about it, in the order in which reports show them; values are texts or
 *     integers
 */
public record Subject(String kind, String id, Map<String, Object> attributes) {
  public Subject {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
