package dev.postern.firewall.reach;

import dev.postern.firewall.model.Rule;

/**
 * A rule that no packet comes to.
 *
 * @param by an earlier rule that settles what it matches, alone or with others like it
 * @param contradicts whether the one lets in and the other refuses
 */
public record Shadow(Rule rule, Rule by, boolean contradicts) {}
