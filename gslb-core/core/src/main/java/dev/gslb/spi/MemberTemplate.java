package dev.gslb.spi;

import java.util.List;

/**
 * How zones are held that a catalog names.
 *
 * @param primaries where they are taken from: the first that answers, in this order; at least one
 * @param exchange who may take them from here and is told of their changes
 */
public record MemberTemplate(List<ExchangePeer> primaries, ZoneExchange exchange) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no primary
   */
  public MemberTemplate {
    primaries = List.copyOf(primaries);
    if (primaries.isEmpty()) {
      throw new IllegalArgumentException("members without primaries (expected: one or more)");
    }
  }
}
