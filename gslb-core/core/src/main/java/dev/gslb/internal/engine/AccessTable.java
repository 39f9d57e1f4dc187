package dev.gslb.internal.engine;

import dev.gslb.internal.table.ApexIndex;
import dev.gslb.internal.table.NameTable;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.WireName;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.Network;
import dev.gslb.spi.QueryAccess;
import dev.gslb.zone.DomainName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may ask for what, as the query path reads it. Immutable. */
final class AccessTable {
  private static final Network ALL_IPV4 = all(4);
  private static final Network ALL_IPV6 = all(16);

  private final Permission defaults;

  /** The apexes of zones with a list of their own; an apex's entry holds the list's index. */
  private final @Nullable NameTable apexes;

  private final Permission[] zones;

  private AccessTable(QueryAccess access) {
    this.defaults = new Permission(access.defaults());
    this.zones = new Permission[access.zones().size()];
    ApexIndex index = new ApexIndex();
    int next = 0;
    for (Map.Entry<DomainName, List<AccessRule>> zone : access.zones().entrySet()) {
      index.put(zone.getKey(), next);
      zones[next++] = new Permission(zone.getValue());
    }
    this.apexes = next == 0 ? null : index.freeze();
  }

  /** Compiles the lists; null if everybody may ask for everything. */
  static @Nullable AccessTable of(QueryAccess access) {
    return access.equals(QueryAccess.EVERYBODY) ? null : new AccessTable(access);
  }

  private static Network all(int octets) {
    try {
      return new Network(InetAddress.getByAddress(new byte[octets]), 0);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + octets + " octets", e);
    }
  }

  /** Whether a client may ask for what is in no zone. */
  boolean permits(Inbound client) {
    return defaults.permits(client);
  }

  /**
   * Whether a client may ask for a name.
   *
   * @param name the name
   * @param apexLabel where the apex of its zone begins
   * @param node moved
   */
  boolean permits(Inbound client, WireName name, int apexLabel, NodeCursor node) {
    return permission(name, apexLabel, node).permits(client);
  }

  private Permission permission(WireName name, int apexLabel, NodeCursor node) {
    NameTable table = apexes;
    if (table == null || !table.find(name, apexLabel, name.labels(), node)) {
      return defaults;
    }
    int entry = node.first();
    return entry < 0 ? defaults : zones[node.gslbOrdinal(entry)];
  }

  /** One list. */
  private static final class Permission {
    private final AddressRanges clients;
    private final List<AccessRule> signed = new ArrayList<>();

    Permission(List<AccessRule> rules) {
      List<Network> networks = new ArrayList<>();
      for (AccessRule rule : rules) {
        if (rule.key().isPresent()) {
          signed.add(rule);
        } else {
          rule.network().ifPresentOrElse(networks::add, () -> addAll(networks));
        }
      }
      this.clients = new AddressRanges(networks);
    }

    private static void addAll(List<Network> networks) {
      networks.add(ALL_IPV4);
      networks.add(ALL_IPV6);
    }

    boolean permits(Inbound client) {
      return clients.contains(client.clientIsIpv4(), client.clientHigh(), client.clientLow())
          || (!signed.isEmpty()
              && client instanceof Sender sender
              && AccessRule.permits(signed, sender.client().getAddress(), sender.signer()));
    }
  }
}
