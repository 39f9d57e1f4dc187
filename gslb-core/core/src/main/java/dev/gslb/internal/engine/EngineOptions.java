package dev.gslb.internal.engine;

import dev.gslb.spi.NotServing;

/**
 * What an operator can set about answering.
 *
 * @param maxUdpBytes the largest datagram answer, 512 to 4096
 * @param useClientSubnet whether routers see the EDNS client subnet
 * @param notServing what becomes of queries past the deadline for serving
 */
public record EngineOptions(int maxUdpBytes, boolean useClientSubnet, NotServing notServing) {
  /**
   * The default for the largest datagram answer: what crosses every common path unfragmented (the
   * DNS flag day 2020 figure).
   */
  public static final int DEFAULT_MAX_UDP_BYTES = 1_232;

  /** The defaults. */
  public static final EngineOptions DEFAULTS =
      new EngineOptions(DEFAULT_MAX_UDP_BYTES, true, NotServing.REFUSE);

  /** Checks the range. */
  public EngineOptions {
    if (maxUdpBytes < 512 || maxUdpBytes > 4096) {
      throw new IllegalArgumentException("maxUdpBytes " + maxUdpBytes + " (expected: 512..4096)");
    }
  }
}
