package dev.gslb.cluster.runtime;

import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which endpoints a target means. Immutable. */
final class EndpointIndex {
  // Stricter than need be: the JDK takes what it cannot read for a name and asks for it.
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

  static final EndpointIndex EMPTY = new EndpointIndex(List.of());

  private final Map<RegionAddress, Set<EndpointId>> byAddress = new HashMap<>();
  private final Map<OverrideTarget, EndpointId> byId = new HashMap<>();

  private record RegionAddress(String region, InetAddress address) {}

  EndpointIndex(Collection<Zone> zones) {
    ConfiguredEndpoints.of(zones).forEach(this::add);
  }

  private void add(Endpoint endpoint) {
    String region = endpoint.region().isEmpty() ? OverrideTarget.NO_REGION : endpoint.region();
    String id = endpoint.id().value();
    String rest =
        id.startsWith(endpoint.region() + "/") ? id.substring(endpoint.region().length() + 1) : id;
    if (rest.indexOf('/') < 0) {
      byId.put(new OverrideTarget(region, rest), endpoint.id());
    }
    if (endpoint.target() instanceof Target.Address address) {
      byAddress
          .computeIfAbsent(new RegionAddress(region, address.inet()), key -> new TreeSet<>())
          .add(endpoint.id());
    }
  }

  /** All that a target means, possibly none. */
  Collection<EndpointId> find(OverrideTarget target) {
    EndpointId exact = byId.get(target);
    if (exact != null) {
      return List.of(exact);
    }
    InetAddress address = literal(target.address());
    return address == null
        ? Set.of()
        : byAddress.getOrDefault(new RegionAddress(target.region(), address), Set.of());
  }

  /** The address that a text stands for; null if it is a name, which must not be looked up. */
  private static @Nullable InetAddress literal(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Whether a target means one endpoint by its id, and so goes before one that means several. */
  boolean isExact(OverrideTarget target) {
    return byId.containsKey(target);
  }
}
