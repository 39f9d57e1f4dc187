package dev.gslb.config;

import dev.gslb.spi.CookieSecrets;
import dev.gslb.spi.RateLimit;
import dev.gslb.spi.ServerIdentity;
import dev.gslb.spi.UdpConfig;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * How DNS is served.
 *
 * @param listenAddresses where to listen, over UDP and TCP; at least one. A wildcard address stands
 *     for every local address, port 0 for any free port
 * @param ecsEnabled whether routers see the prefix of the EDNS Client Subnet option (RFC 7871)
 *     rather than the sender's address
 * @param udp how UDP is served
 * @param tcp how TCP is served
 * @param identity what the server tells of itself
 * @param cookies the secrets of DNS cookies; empty if the server shares none with others
 * @param rateLimit how many answers go to one network; empty for no limit
 */
public record DnsConfig(
    List<InetSocketAddress> listenAddresses,
    boolean ecsEnabled,
    UdpConfig udp,
    TcpConfig tcp,
    ServerIdentity identity,
    Optional<CookieSecrets> cookies,
    Optional<RateLimit> rateLimit) {
  /** The port of DNS. */
  public static final int DEFAULT_PORT = 53;

  /** Copies the addresses. */
  public DnsConfig {
    listenAddresses = List.copyOf(listenAddresses);
  }
}
