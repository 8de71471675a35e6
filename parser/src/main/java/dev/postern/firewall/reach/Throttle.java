package dev.postern.firewall.reach;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Limit;
import dev.postern.net.Networks;

/**
 * A limit that stops clients who would get through otherwise.
 *
 * @param refuses whether those beyond it are told; else they hear nothing
 * @param clients whom it stops
 * @param rule where it stands
 */
public record Throttle(Limit limit, boolean refuses, Networks clients, Origin.Setting rule) {}
