package dev.gslb.config;

import dev.gslb.config.Additions.Fate;
import dev.gslb.spi.Network;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is served: the files, and what is said at run time beside them. The same files and the same
 * words always give the same. Immutable; safe for any thread.
 */
public final class EffectiveConfig {
  private final PolicySource source;
  private final ServerConfig written;
  private final ServerConfig config;
  private final PolicySource.Read read;
  private final Additions said;
  private final Set<Object> refused;
  private final String refusal;
  private final Map<Additions.Server, Fate> fates;

  private EffectiveConfig(
      PolicySource source,
      ServerConfig written,
      ServerConfig config,
      PolicySource.Read read,
      Additions said,
      Set<Object> refused,
      String refusal) {
    this.source = source;
    this.written = written;
    this.config = config;
    this.read = read;
    this.said = said;
    this.refused = refused;
    this.refusal = refusal;
    this.fates = fates(config, said, read.fates());
  }

  /** What the files alone give. */
  static EffectiveConfig of(PolicySource source, ServerConfig written, PolicySource.Read read) {
    return new EffectiveConfig(source, written, written, read, Additions.NONE, Set.of(), "");
  }

  /**
   * Puts the same files together with other words; no file is read again, but for a database of
   * places that changed meanwhile. If all of them together cannot be served, those that spoil it
   * are left out. A zone that stays the same stays the same object.
   *
   * <p>Takes about as long as reading the files did, without the zones' own files; of these, such
   * as have a name that changes are copied.
   *
   * @param additions all that is said now
   * @return what is to be served
   */
  public EffectiveConfig with(Additions additions) {
    if (additions.equals(said)) {
      return this;
    }
    try {
      return build(additions, additions, Set.of(), "");
    } catch (RefusedException e) {
      return withoutRefused(additions, e);
    }
  }

  private EffectiveConfig withoutRefused(Additions additions, RefusedException first) {
    String reason = String.valueOf(first.getMessage());
    List<Object> all = new ArrayList<>(additions.servers());
    all.addAll(additions.mappings());
    Sieve<Object> sieve = new Sieve<>(things -> isGood(only(additions, things)));
    Set<Object> taken = sieve.sift(all);
    Set<Object> refused = new HashSet<>(all);
    refused.removeAll(taken);
    try {
      return build(only(additions, taken), additions, refused, reason);
    } catch (RefusedException e) {
      // Not even the files are taken any more: their database is gone. What is served stays.
      return new EffectiveConfig(
          source, written, config, read, additions, refused, String.valueOf(e.getMessage()));
    }
  }

  private boolean isGood(Additions additions) {
    try {
      var unused = build(additions, additions, Set.of(), "");
      return true;
    } catch (RefusedException e) {
      return false;
    }
  }

  private static Additions only(Additions all, Set<Object> wanted) {
    return new Additions(
        all.servers().stream().filter(wanted::contains).toList(),
        all.mappings().stream().filter(wanted::contains).toList());
  }

  private EffectiveConfig build(
      Additions taken, Additions additions, Set<Object> refused, String reason) {
    Set<Policy> known = new HashSet<>();
    names(config).forEach(name -> known.add(name.policy()));
    PolicySource.Read next = source.read(taken, known);
    Map<DomainName, GslbName> names = new HashMap<>();
    next.domains().forEach(domain -> names.put(domain.gslbName().owner(), domain.gslbName()));
    List<Zone> zones = new ArrayList<>();
    for (int i = 0; i < written.zones().size(); i++) {
      zones.add(zone(written.zones().get(i), config.zones().get(i), names));
    }
    return new EffectiveConfig(
        source, written, written.withZones(zones), next, additions, refused, reason);
  }

  /** The zone with its names as they are now: one that there is already, if it has them. */
  private static Zone zone(Zone written, Zone current, Map<DomainName, GslbName> names) {
    List<GslbName> now = new ArrayList<>();
    written.gslbNames().forEach(name -> now.add(names.getOrDefault(name.owner(), name)));
    if (now.equals(current.gslbNames())) {
      return current;
    }
    if (now.equals(written.gslbNames())) {
      return written;
    }
    var builder = Zone.builder(written.apex());
    written.forEachRrset(builder::add);
    now.forEach(builder::add);
    return builder.build();
  }

  private static List<GslbName> names(ServerConfig config) {
    List<GslbName> names = new ArrayList<>();
    config.zones().forEach(zone -> names.addAll(zone.gslbNames()));
    return names;
  }

  /**
   * Returns what is served.
   *
   * @return settings of the files, with the zones that follow from both
   */
  public ServerConfig config() {
    return config;
  }

  /**
   * Returns the servers of the files.
   *
   * @return as declared, region by region, then those that policies declare for themselves
   */
  public List<DeclaredServer> servers() {
    return List.copyOf(read.servers());
  }

  /**
   * Returns the networks that files place in regions.
   *
   * @return as declared
   */
  public List<DeclaredMapping> mappings() {
    return read.geolocation().declared();
  }

  /**
   * Says what became of each server that is said.
   *
   * @return for each of them, in their order
   */
  public Map<Additions.Server, Fate> serverFates() {
    return fates;
  }

  private static Map<Additions.Server, Fate> fates(
      ServerConfig config, Additions said, Map<Additions.Server, Fate> read) {
    Set<EndpointId> used = new HashSet<>();
    Set<Policy> seen = new HashSet<>();
    for (GslbName name : said.servers().isEmpty() ? List.<GslbName>of() : names(config)) {
      if (seen.add(name.policy())) {
        name.policy().endpoints().stream().map(Endpoint::id).forEach(used::add);
      }
    }
    Map<Additions.Server, Fate> fates = new LinkedHashMap<>();
    for (Additions.Server server : said.servers()) {
      Fate fate = read.getOrDefault(server, Fate.REFUSED);
      fates.put(server, fate == Fate.UNUSED && used.contains(id(server)) ? Fate.ACTIVE : fate);
    }
    return Collections.unmodifiableMap(fates);
  }

  /**
   * Says what became of each mapping that is said.
   *
   * @return for each of them, in their order
   */
  public Map<Additions.Mapping, Fate> mappingFates() {
    Map<Additions.Mapping, Fate> fates = new LinkedHashMap<>();
    for (Additions.Mapping mapping : said.mappings()) {
      Fate here = read.geolocation().knows(mapping.region()) ? Fate.ACTIVE : Fate.ORPHANED;
      fates.put(mapping, refused.contains(mapping) ? Fate.REFUSED : here);
    }
    return fates;
  }

  /**
   * Says whether a file declares a region.
   *
   * @param name of the region
   * @return true if one does
   */
  public boolean hasRegion(String name) {
    return read.geolocation().knows(name);
  }

  /**
   * Says why something that is said is not served.
   *
   * @return the problems; empty if nothing was refused
   */
  public String refusal() {
    return refusal;
  }

  /**
   * Says where a client is. May take a second for the first one.
   *
   * @param client its address
   * @return the region; empty if there are no regions or no router that knows places
   * @throws RefusedException if the router does not take its options any more
   */
  public Optional<Placement> place(InetAddress client) {
    return read.placing().map(placing -> placement(client, placing.place(client)));
  }

  private Placement placement(InetAddress client, RegionPlacing.Answer answer) {
    String reason = answer.reason();
    String start = "region " + answer.region() + ": ";
    String detail = reason.startsWith(start) ? reason.substring(start.length()) : reason;
    Optional<Placement.Source> mapped = read.geolocation().mapping(client);
    Placement.Source source;
    if (mapped.isPresent()) {
      source = mapped.get();
    } else if (detail.startsWith("country ") || detail.startsWith("continent ")) {
      source = Placement.Source.DATABASE;
    } else if (detail.startsWith("default ")) {
      source = Placement.Source.DEFAULT;
    } else {
      source = Placement.Source.NONE;
    }
    return new Placement(answer.region(), source, detail, answer.scope());
  }

  /**
   * Names the endpoint that a server is, if it joins.
   *
   * @param server the server
   * @return its id
   */
  public static EndpointId id(Additions.Server server) {
    String address = Network.text(server.address());
    String shown = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    return new EndpointId(server.region() + "/" + shown + ":" + server.port());
  }
}
