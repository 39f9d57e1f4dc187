package dev.gslb.config;

import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.Network;
import dev.gslb.spi.TsigKey;
import dev.gslb.spi.TsigKey.Algorithm;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code transfers} of the document, and what single zones have of it. */
final class TransfersReader {
  private static final String KEY_NAME = "the name of a TSIG key";
  private static final String DECLARED_KEY = "a key of transfers.keys";
  private static final String RULE =
      "a network such as 192.0.2.0/24, an address, or a map with network and key";
  static final String RULES =
      "a list of networks such as 192.0.2.0/24, or of maps with network and key";
  private static final String SECRET = "base64 of 16..512 octets";
  private static final String ADDRESS = "an IP address, or host:port with one";
  private static final int LEAST_SECRET = 16;
  private static final int MOST_SECRET = 512;

  /** By name; empty for one whose secret was noted as a problem. */
  private final Map<DomainName, Optional<TsigKey>> keys = new LinkedHashMap<>();

  private final Map<DomainName, ZoneExchange> zones = new LinkedHashMap<>();
  private final SourceAddresses sources = new SourceAddresses();
  private final SecondaryReader secondaries = new SecondaryReader(this::peer);
  private final UpdatesReader updates = new UpdatesReader(this::rule);
  private final CatalogReader catalogs =
      new CatalogReader(this::exchange, section -> secondaries.primaries(section));
  private ZoneExchange defaults = ZoneExchange.NONE;
  private boolean dynamic;

  /** Reads the section of the document. */
  void read(@Nullable MapReader transfers) {
    if (transfers == null) {
      return;
    }
    boolean sha1 = transfers.flag("allow_sha1", false);
    for (MapReader key : transfers.maps("keys")) {
      readKey(key, sha1);
    }
    sources.read(transfers);
    defaults = exchange(transfers, ZoneExchange.NONE);
    secondaries.read(transfers);
    catalogs.read(transfers, defaults, zones);
    transfers.finish();
  }

  /**
   * Reads {@code transfers}, {@code dynamic} and {@code updates} of a zone; what it does not set is
   * as for all zones. Returns whether it is dynamic.
   */
  boolean readZone(@Nullable DomainName apex, MapReader zone) {
    MapReader transfers = zone.map("transfers");
    ZoneExchange own = transfers == null ? defaults : exchange(transfers, defaults);
    if (transfers != null) {
      transfers.finish();
    }
    Optional<List<UpdateGrant>> granted = updates.read(apex, zone);
    dynamic |= granted.isPresent();
    if (apex != null && (transfers != null || granted.isPresent())) {
      zones.put(apex, new ZoneExchange(own.transfer(), own.notified(), own.gslb(), granted));
    }
    return granted.isPresent();
  }

  /** Whether a zone was read that is dynamic. */
  boolean isDynamic(DomainName apex) {
    ZoneExchange zone = zones.get(apex);
    return zone != null && zone.updates().isPresent();
  }

  /** Whether other servers take what policies of a zone answer. */
  boolean tellsOfPolicies(DomainName apex) {
    ZoneExchange exchange = zones.getOrDefault(apex, defaults);
    boolean isGiven = !exchange.transfer().isEmpty() || !exchange.notified().isEmpty();
    return isGiven && exchange.gslb() != GslbContent.OMIT;
  }

  /** Whether any zone is dynamic. */
  boolean isAnyDynamic() {
    return dynamic;
  }

  /** Reads the primaries of a zone that is taken from other servers, and what catalogs it has. */
  void readPrimaries(@Nullable DomainName apex, MapReader zone) {
    catalogs.readMembers(apex, zone, secondaries.readZone(apex, zone), defaults);
    catalogs.readZone(apex, zone);
  }

  /** Where a catalog that is made here was declared; null if it is none. */
  @Nullable Place catalog(DomainName apex) {
    return catalogs.place(apex);
  }

  private void readKey(MapReader key, boolean sha1) {
    key.required("name", KEY_NAME);
    key.required("secret", SECRET);
    DomainName name = key.parsed("name", KEY_NAME, Names::domain);
    String algorithms =
        "one of "
            + Arrays.stream(Algorithm.values())
                .filter(each -> sha1 || each != Algorithm.HMAC_SHA1)
                .map(Algorithm::text)
                .collect(Collectors.joining(", "));
    Algorithm algorithm =
        key.parsed(
            "algorithm",
            Algorithm.HMAC_SHA256,
            algorithms,
            text ->
                Algorithm.named(text)
                    .filter(each -> sha1 || each != Algorithm.HMAC_SHA1)
                    .orElse(null));
    Node.Scalar text = key.scalar("secret", SECRET);
    byte[] secret = text == null ? null : secret(text.text());
    if (text != null && secret == null) {
      // The text itself is a secret, or nearly one.
      key.problems().add(text.place(), text.text().length() + " characters", SECRET);
    }
    key.finish();
    Optional<TsigKey> read =
        name == null || secret == null
            ? Optional.empty()
            : Optional.of(new TsigKey(name, algorithm, secret));
    if (name != null && keys.putIfAbsent(name, read) != null) {
      key.problems().add(key.place("name"), name.toString(), "each key once");
    }
  }

  private static byte @Nullable [] secret(String text) {
    try {
      byte[] secret = Base64.getDecoder().decode(text);
      return secret.length < LEAST_SECRET || secret.length > MOST_SECRET ? null : secret;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private ZoneExchange exchange(MapReader section, ZoneExchange otherwise) {
    List<AccessRule> allow = rules(section, "allow");
    List<ExchangePeer> notified = new ArrayList<>();
    for (MapReader server : section.maps("notify")) {
      ExchangePeer peer = peer(server);
      if (peer != null) {
        notified.add(peer);
      }
    }
    GslbContent gslb =
        section.oneOf("gslb", otherwise.gslb(), ServerReader.words(GslbContent.values()));
    return new ZoneExchange(
        section.has("allow") ? allow : otherwise.transfer(),
        section.has("notify") ? notified : otherwise.notified(),
        gslb);
  }

  /** Reads a list of networks, and of maps with a network, a key, or both; or one network. */
  List<AccessRule> rules(MapReader section, String key) {
    List<AccessRule> rules = new ArrayList<>();
    Node node = section.get(key);
    if (node instanceof Node.Items list) {
      list.items().forEach(item -> readRule(item, section.problems(), rules));
    } else if (node instanceof Node.Section) {
      section.problems().add(node, RULES);
    } else if (node != null) {
      readRule(node, section.problems(), rules);
    }
    return rules;
  }

  private void readRule(Node item, Problems problems, List<AccessRule> rules) {
    Network network =
        item instanceof Node.Scalar text && text.kind() != Node.Kind.NULL
            ? Addresses.network(text.text())
            : null;
    if (item instanceof Node.Section map) {
      rules.add(rule(new MapReader(map, problems)));
    } else if (network != null) {
      rules.add(AccessRule.from(network));
    } else if (!(item instanceof Node.Scalar text && text.kind() == Node.Kind.BROKEN)) {
      problems.add(item, RULE);
    }
  }

  /** Reads a rule of a network, a key, or both. */
  AccessRule rule(MapReader rule) {
    Network network = rule.parsed("network", Addresses.NETWORK, Addresses::network);
    TsigKey key = key(rule);
    if (!rule.has("network") && !rule.has("key")) {
      rule.problems().add(rule.section().place(), "an empty rule", "a network, a key, or both");
    }
    rule.finish();
    return new AccessRule(
        Optional.ofNullable(network), Optional.ofNullable(key).map(TsigKey::name));
  }

  /** Reads another server; null, and noted, if it has no address. */
  private @Nullable ExchangePeer peer(MapReader server) {
    server.required("address", ADDRESS);
    InetSocketAddress address = server.parsed("address", ADDRESS, TransfersReader::address);
    TsigKey key = key(server);
    Optional<InetAddress> source = sources.of(server, address);
    server.finish();
    return address == null ? null : new ExchangePeer(address, Optional.ofNullable(key), source);
  }

  private static @Nullable InetSocketAddress address(String text) {
    InetAddress literal = Addresses.literal(text);
    return literal == null
        ? Addresses.listen(text)
        : new InetSocketAddress(literal, DnsConfig.DEFAULT_PORT);
  }

  private @Nullable TsigKey key(MapReader section) {
    Optional<TsigKey> declared =
        section.parsed(
            "key",
            DECLARED_KEY,
            text -> {
              DomainName name = Names.domain(text);
              return name == null ? null : keys.get(name);
            });
    return declared == null ? null : declared.orElse(null);
  }

  ExchangeConfig config() {
    return new ExchangeConfig(
        keys.values().stream().flatMap(Optional::stream).toList(),
        defaults,
        zones,
        secondaries.config(catalogs.consumed(secondaries.apexes())),
        catalogs.produced(secondaries.apexes()));
  }
}
