package dev.gslb.cluster.ratis;

import dev.gslb.cluster.NodeId;
import dev.gslb.zone.OptionReader;
import dev.gslb.zone.Options;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@link RatisBackendProvider}, checked.
 *
 * @param directory of the node's files
 * @param cluster its name
 * @param bind where to listen
 * @param advertise where the others connect to
 * @param bootstrap whether to form a new cluster
 * @param peers of the new cluster
 * @param join who may take this node in
 * @param listener whether it joins without a vote
 * @param electionMin the shortest time without a leader until an election
 * @param electionMax the longest
 * @param snapshotInterval between snapshots
 * @param snapshotThreshold log entries between snapshots
 * @param tls of all connections
 */
record RatisConfig(
    Path directory,
    String cluster,
    HostPort bind,
    HostPort advertise,
    boolean bootstrap,
    Map<NodeId, HostPort> peers,
    List<HostPort> join,
    boolean listener,
    Duration electionMin,
    Duration electionMax,
    Duration snapshotInterval,
    int snapshotThreshold,
    Optional<Tls> tls) {

  private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Duration LEAST_ELECTION = Duration.ofMillis(100);
  private static final Duration MOST_ELECTION = Duration.ofSeconds(30);
  private static final String HOST_PORT = "host:port";

  /** Files of certificates and keys, in PEM. */
  record Tls(Path cert, Path key, Path ca) {}

  static RatisConfig read(Options options) {
    OptionReader reader = new OptionReader(options);
    Path directory = path(reader, "data_dir", reader.text("data_dir", ""));
    String cluster = reader.text("cluster", "gslb");
    if (!CLUSTER.matcher(cluster).matches()) {
      reader.problem("cluster", cluster, "1 to 63 letters, digits, dots, dashes, underscores");
    }
    HostPort bind = address(reader, "bind_address", reader.text("bind_address", ""));
    String advertised = reader.optionalText("advertise_address");
    HostPort advertise =
        advertised == null ? bind : address(reader, "advertise_address", advertised);
    if (advertise.isAnyAddress()) {
      reader.problem("advertise_address", advertise, "an address that the others can reach");
    }
    Duration min = election(reader, "heartbeat_timeout", Duration.ofMillis(300));
    Duration max = election(reader, "election_timeout", Duration.ofMillis(450));
    Duration interval = reader.duration("snapshot_interval", Duration.ofMinutes(2));
    if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
      reader.problem("snapshot_interval", interval, "at least 1s");
    }
    RatisConfig config =
        new RatisConfig(
            directory,
            cluster,
            bind,
            advertise,
            reader.flag("bootstrap", false),
            peers(reader),
            addresses(reader, "join"),
            reader.flag("listener", false),
            min,
            longer(max, min.multipliedBy(3).dividedBy(2)),
            interval,
            reader.integer("snapshot_threshold", 8192, 16, 10_000_000),
            tls(reader));
    config.checkTogether(reader);
    reader.finish();
    return config;
  }

  private void checkTogether(OptionReader reader) {
    if (!peers.isEmpty() && !bootstrap) {
      reader.problem("peers", peers.keySet(), "only with bootstrap: true");
    }
    if (bootstrap && !join.isEmpty()) {
      reader.problem("join", join, "nothing, with bootstrap: true");
    }
    if (listener && join.isEmpty()) {
      reader.problem("listener", true, "only with join");
    }
    if (tls.isEmpty() && !(bind.isLoopback() && advertise.isLoopback())) {
      reader.problem("tls", "nothing", "cert, key and ca, unless all addresses are loopback ones");
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration election(OptionReader reader, String name, Duration defaultValue) {
    Duration value = reader.duration(name, defaultValue);
    if (value.compareTo(LEAST_ELECTION) < 0 || value.compareTo(MOST_ELECTION) > 0) {
      reader.problem(name, value, "100ms to 30s");
      return defaultValue;
    }
    return value;
  }

  private static Optional<Tls> tls(OptionReader reader) {
    Options group = reader.group("tls");
    if (group.values().isEmpty()) {
      return Optional.empty();
    }
    for (String name : group.values().keySet()) {
      if (!List.of("cert", "key", "ca").contains(name)) {
        reader.problem("tls." + name, group.values().get(name), "one of cert, key, ca");
      }
    }
    return Optional.of(
        new Tls(
            file(reader, group, "cert"), file(reader, group, "key"), file(reader, group, "ca")));
  }

  private static Path file(OptionReader reader, Options group, String name) {
    Object value = group.values().get(name);
    Path path = path(reader, "tls." + name, value instanceof String text ? text : "");
    if (!path.toString().isEmpty() && !Files.isReadable(path)) {
      reader.problem("tls." + name, path, "a file that can be read");
    }
    return path;
  }

  private static Path path(OptionReader reader, String name, String text) {
    if (text.isEmpty()) {
      reader.problem(name, "nothing", "a path");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      reader.problem(name, text, "a path");
      return Path.of("");
    }
  }

  private static Map<NodeId, HostPort> peers(OptionReader reader) {
    Map<NodeId, HostPort> peers = new LinkedHashMap<>();
    for (String text : reader.texts("peers")) {
      int equals = text.indexOf('=');
      HostPort address = equals < 0 ? null : HostPort.parse(text.substring(equals + 1));
      NodeId node = equals < 0 ? null : node(text.substring(0, equals));
      if (address == null || node == null || peers.put(node, address) != null) {
        reader.problem("peers", text, "node=host:port, each node once");
      }
    }
    return peers;
  }

  private static @Nullable NodeId node(String text) {
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<HostPort> addresses(OptionReader reader, String name) {
    List<HostPort> addresses = new ArrayList<>();
    for (String text : reader.texts(name)) {
      addresses.add(address(reader, name, text));
    }
    return addresses;
  }

  private static HostPort address(OptionReader reader, String name, String text) {
    HostPort address = HostPort.parse(text);
    if (address == null) {
      reader.problem(name, text.isEmpty() ? "nothing" : text, HOST_PORT);
      return HostPort.LOOPBACK;
    }
    return address;
  }
}
