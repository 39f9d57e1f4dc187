package dev.gslb.internal.engine;

import dev.gslb.spi.CookieSecrets;
import dev.gslb.spi.NotServing;
import dev.gslb.spi.RateLimit;
import dev.gslb.spi.ServerIdentity;
import dev.gslb.spi.TransportConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * What an operator can set about answering.
 *
 * @param maxUdpBytes the largest datagram answer, 512 to 4096
 * @param useClientSubnet whether routers see the EDNS client subnet
 * @param notServing what becomes of queries past the deadline for serving
 * @param identity what the server tells of itself
 * @param cookies makes and proves DNS cookies
 * @param idleTimeout of a TCP connection, told to who asks
 * @param rateLimiter shared by all engines of a server; empty for no limit
 * @param access who may ask; shared by all engines of a server
 */
public record EngineOptions(
    int maxUdpBytes,
    boolean useClientSubnet,
    NotServing notServing,
    ServerIdentity identity,
    CookieSecrets cookies,
    Duration idleTimeout,
    Optional<RateLimiter> rateLimiter,
    AccessLists access) {
  /**
   * The default for the largest datagram answer: what crosses every common path unfragmented (the
   * DNS flag day 2020 figure).
   */
  public static final int DEFAULT_MAX_UDP_BYTES = 1_232;

  /** The defaults, the lists of which nobody changes. */
  public static final EngineOptions DEFAULTS =
      new EngineOptions(
          DEFAULT_MAX_UDP_BYTES,
          true,
          NotServing.REFUSE,
          ServerIdentity.UNTOLD,
          CookieSecrets.random(),
          TransportConfig.DEFAULT_IDLE_TIMEOUT,
          Optional.empty(),
          new AccessLists());

  /** The same with a limit. */
  public EngineOptions limitedTo(RateLimit limit, long salt) {
    return new EngineOptions(
        maxUdpBytes,
        useClientSubnet,
        notServing,
        identity,
        cookies,
        idleTimeout,
        Optional.of(new RateLimiter(limit, salt)),
        access);
  }

  /** The same for everybody: for questions that the server asks itself. */
  public EngineOptions forEverybody() {
    return new EngineOptions(
        maxUdpBytes,
        useClientSubnet,
        notServing,
        identity,
        cookies,
        idleTimeout,
        rateLimiter,
        new AccessLists());
  }

  /** Checks the range. */
  public EngineOptions {
    if (maxUdpBytes < 512 || maxUdpBytes > 4096) {
      throw new IllegalArgumentException("maxUdpBytes " + maxUdpBytes + " (expected: 512..4096)");
    }
  }
}
