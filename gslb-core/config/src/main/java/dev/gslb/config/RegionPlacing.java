package dev.gslb.config;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.RouteRequest;
import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.spi.Selection;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Options;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Target;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the router of geolocation where a client would be sent if every region had a server that
 * works. Immutable.
 *
 * @param provider of the router
 * @param options what is known of the regions
 * @param regions by name
 */
record RegionPlacing(RouterProvider provider, Options options, List<String> regions) {
  private static final String GEOLOCATION = "geolocation";

  /** What a router says. */
  record Answer(String region, String reason, int scope) {}

  /** Gathers what the router needs; empty if there is no such router, or no region. */
  static Optional<RegionPlacing> of(
      List<RouterProvider> routers, Geolocation geolocation, List<String> regions) {
    Optional<RouterProvider> provider =
        routers.stream()
            .filter(one -> one.name().equals(GEOLOCATION) || one.aliases().contains(GEOLOCATION))
            .findFirst();
    if (provider.isEmpty() || regions.isEmpty()) {
      return Optional.empty();
    }
    Place nowhere = Geolocation.AT_RUN_TIME;
    Problems ignored = new Problems(); // those of policies are told of the same nodes
    Node.Section completed =
        geolocation.complete(new Node.Section(nowhere, Map.of()), new LinkedHashSet<>(regions));
    Options options = Scalars.options(completed, ignored);
    return Optional.of(new RegionPlacing(provider.get(), options, List.copyOf(regions)));
  }

  /**
   * Places a client. May read the database, which takes a second or more for a large one, unless
   * policies have it read already.
   *
   * @throws RefusedException if the router does not take the options
   */
  Answer place(InetAddress client) {
    List<PolicyMember> members = regions.stream().map(region -> member(region, client)).toList();
    Router router = provider.create(new RouterConfig(GEOLOCATION, options, members));
    Choice choice = new Choice();
    router.route(new Client(client), new All(members.size()), choice);
    String region = choice.chosen < 0 ? "" : regions.get(choice.chosen);
    return new Answer(region, choice.reason, choice.scope);
  }

  private static PolicyMember member(String region, InetAddress any) {
    return Endpoint.of(region, new Target.Address(any)).withRegion(region);
  }

  /** Every member, all alike. */
  private record All(int size) implements Candidates {
    @Override
    public int declaredOrdinal(int ordinal) {
      return ordinal;
    }

    @Override
    public int ordinalOf(int declared) {
      return declared;
    }

    @Override
    public int weight(int ordinal) {
      return Endpoint.DEFAULT_WEIGHT;
    }

    @Override
    public long cumulativeWeight(int ordinal) {
      return (ordinal + 1L) * Endpoint.DEFAULT_WEIGHT;
    }

    @Override
    public long rttMicros(int ordinal) {
      return -1;
    }

    @Override
    public int rttSamples(int ordinal) {
      return 0;
    }
  }

  /** A client that is known by its whole address. */
  private record Client(InetAddress address) implements RouteRequest {
    @Override
    public boolean clientIsIpv4() {
      return address.getAddress().length == Integer.BYTES;
    }

    @Override
    public long clientHigh() {
      ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
      return clientIsIpv4() ? Integer.toUnsignedLong(octets.getInt()) : octets.getLong();
    }

    @Override
    public long clientLow() {
      return clientIsIpv4() ? 0 : ByteBuffer.wrap(address.getAddress()).getLong(Long.BYTES);
    }

    @Override
    public int clientPrefixLength() {
      return Byte.SIZE * address.getAddress().length;
    }

    @Override
    public long nameHash() {
      return 0;
    }

    @Override
    public int recordType() {
      return 1;
    }

    @Override
    public long entropy() {
      return 0;
    }

    @Override
    public long ticket() {
      return 0;
    }

    @Override
    public int wanted() {
      return 1;
    }
  }

  /** Notes what the router says. Confined to one thread. */
  private static final class Choice implements Selection {
    private int chosen = -1;
    private int scope;
    private String reason = "";

    @Override
    public boolean add(int ordinal) {
      if (chosen < 0) {
        chosen = ordinal;
      }
      return false;
    }

    @Override
    public void ecsScope(int prefixLength) {
      scope = prefixLength;
    }

    @Override
    public void ttlCeiling(int seconds) {
      // nothing is answered
    }

    @Override
    public boolean tracing() {
      return true;
    }

    @Override
    public void because(String words) {
      reason = words;
    }
  }
}
