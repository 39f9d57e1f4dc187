package dev.gslb.config;

import dev.gslb.config.LoggingConfig.Format;
import dev.gslb.config.LoggingConfig.Level;
import dev.gslb.spi.CookieSecrets;
import dev.gslb.spi.RateLimit;
import dev.gslb.spi.ServerIdentity;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.GslbName;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what concerns the server as a whole: {@code dns logging metrics}. */
final class ServerReader {
  private static final String ADDRESS = "host:port with an IP address, [v6]:port, or :port";

  private static final String PORTS = "port 0 for all addresses, or a port for each";

  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final Duration SHORTEST_IDLE = Duration.ofMillis(100);
  private static final Duration LONGEST_IDLE = Duration.ofHours(1);

  private static final String TOLD = "a text of 1..128 octets";

  private static final String COOKIE_SECRET = "32 hexadecimal digits";

  private ServerReader() {}

  /** Refuses features that this version lacks, unless they are switched off. */
  static void refuseFeatures(MapReader root) {
    boolean off =
        root.get("agent") instanceof Node.Section section
            && section.get("enabled") instanceof Node.Scalar enabled
            && enabled.kind() == Node.Kind.FLAG
            && enabled.text().equalsIgnoreCase("false");
    if (!off) {
      root.unsupported("agent");
    }
    root.unsupported("endpoints", "health_checks");
  }

  static DomainReader.Defaults defaults(@Nullable MapReader dns) {
    if (dns == null) {
      return new DomainReader.Defaults(GslbName.DEFAULT_TTL_SECONDS, Fallback.SERVFAIL);
    }
    int ttl = dns.integer("default_ttl", GslbName.DEFAULT_TTL_SECONDS, 0, Integer.MAX_VALUE);
    boolean last = dns.flag("return_last_healthy", false);
    return new DomainReader.Defaults(ttl, last ? Fallback.LAST_HEALTHY : Fallback.SERVFAIL);
  }

  static DnsConfig dns(@Nullable MapReader dns, boolean ecsEnabled) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    List<Node.Scalar> anyPort = new ArrayList<>();
    if (dns != null) {
      for (Node.Scalar text : dns.textOrTexts("listen_address", ADDRESS)) {
        InetSocketAddress address = Addresses.listen(text.text());
        if (address == null) {
          dns.problems().add(text, ADDRESS);
        } else if (addresses.contains(address) && address.getPort() != 0) {
          dns.problems().add(text, "each address once");
        } else {
          addresses.add(address);
          if (address.getPort() == 0) {
            anyPort.add(text);
          }
        }
      }
      if (anyPort.size() < addresses.size()) {
        anyPort.forEach(text -> dns.problems().add(text, PORTS));
      }
    }
    if (addresses.isEmpty()) {
      addresses.add(Addresses.every(DnsConfig.DEFAULT_PORT));
    }
    MapReader udp = dns == null ? null : dns.map("udp");
    return new DnsConfig(
        addresses,
        ecsEnabled,
        UdpReader.read(udp),
        tcp(dns == null ? null : dns.map("tcp")),
        identity(dns),
        cookieSecrets(dns),
        rateLimit(dns == null ? null : dns.map("rate_limit")));
  }

  private static TcpConfig tcp(@Nullable MapReader tcp) {
    TcpConfig standard = TcpConfig.DEFAULT;
    if (tcp == null) {
      return standard;
    }
    int most = tcp.integer("max_connections", standard.maxConnections(), 1, MOST_CONNECTIONS);
    int perClient =
        tcp.integer(
            "max_connections_per_client",
            Math.min(most, standard.maxConnectionsPerClient()),
            1,
            MOST_CONNECTIONS);
    Duration idle =
        tcp.duration("idle_timeout", standard.idleTimeout(), SHORTEST_IDLE, LONGEST_IDLE);
    tcp.finish();
    return new TcpConfig(most, perClient, idle);
  }

  private static Optional<RateLimit> rateLimit(@Nullable MapReader limit) {
    if (limit == null) {
      return Optional.empty();
    }
    limit.required("responses_per_second", "1..65535");
    RateLimit read =
        new RateLimit(
            limit.integer("responses_per_second", 1, 1, 65_535),
            limit.integer("slip", RateLimit.DEFAULT_SLIP, 0, 100),
            limit.integer("ipv4_prefix", RateLimit.DEFAULT_IPV4_PREFIX, 1, 32),
            limit.integer("ipv6_prefix", RateLimit.DEFAULT_IPV6_PREFIX, 1, 64),
            Addresses.networks(limit, "exempt"));
    limit.finish();
    return Optional.of(read);
  }

  private static ServerIdentity identity(@Nullable MapReader dns) {
    return dns == null
        ? ServerIdentity.UNTOLD
        : new ServerIdentity(told(dns, "identity"), told(dns, "version"));
  }

  private static Optional<String> told(MapReader dns, String key) {
    return Optional.ofNullable(
        dns.parsed(
            key,
            TOLD,
            text -> {
              int octets = text.getBytes(StandardCharsets.UTF_8).length;
              return octets == 0 || octets > ServerIdentity.LONGEST ? null : text;
            }));
  }

  private static Optional<CookieSecrets> cookieSecrets(@Nullable MapReader dns) {
    List<Node.Scalar> texts =
        dns == null ? List.of() : dns.textOrTexts("cookie_secrets", COOKIE_SECRET);
    List<byte[]> secrets = new ArrayList<>();
    for (Node.Scalar text : texts) {
      if (dns != null && !text.text().matches("[0-9A-Fa-f]{32}")) {
        dns.problems().add(text.place(), text.text().length() + " characters", COOKIE_SECRET);
      } else {
        secrets.add(HexFormat.of().parseHex(text.text()));
      }
    }
    if (dns != null && secrets.size() > CookieSecrets.MOST) {
      String most = "at most " + CookieSecrets.MOST;
      dns.problems().add(dns.place("cookie_secrets"), secrets.size() + " secrets", most);
      return Optional.empty();
    }
    return secrets.isEmpty() ? Optional.empty() : Optional.of(CookieSecrets.of(secrets));
  }

  static MetricsConfig metrics(@Nullable MapReader metrics) {
    if (metrics == null) {
      return new MetricsConfig(false, MetricsConfig.defaultAddress());
    }
    boolean enabled = metrics.flag("enabled", true);
    InetSocketAddress address =
        metrics.parsed("address", MetricsConfig.defaultAddress(), ADDRESS, Addresses::listen);
    metrics.finish();
    return new MetricsConfig(enabled, address);
  }

  static LoggingConfig logging(@Nullable MapReader logging) {
    if (logging == null) {
      return new LoggingConfig(Level.INFO, Format.TEXT);
    }
    Level level = logging.oneOf("level", Level.INFO, words(Level.values()));
    Format format = logging.oneOf("format", Format.TEXT, words(Format.values()));
    logging.finish();
    return new LoggingConfig(level, format);
  }

  /** The words of an enum, in its order. */
  static <E extends Enum<E>> Map<String, E> words(E[] values) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E value : values) {
      words.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    return words;
  }
}
