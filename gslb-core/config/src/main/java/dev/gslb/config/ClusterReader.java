package dev.gslb.config;

import dev.gslb.config.ClusterConfig.Answer;
import dev.gslb.spi.NotServing;
import dev.gslb.zone.Options;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code mode}, {@code cluster} and where the state is kept. */
final class ClusterReader {
  private static final String ADDRESS = "host:port with an IP address, or [v6]:port";
  private static final String NAME =
      "1 to 63 letters, digits, dots, dashes, underscores, the first a letter or digit";
  private static final String KEY = "32 octets in Base64";
  private static final String WORDS = "a command as a list of words";
  private static final List<String> BACKENDS = List.of("ratis", "etcd");

  /** Keys of backends that name files and folders. */
  static final Set<String> FILES = Set.of("data_dir", "cert", "key", "ca");

  private static final int GOSSIP_PORT = 7946;
  private static final int MOST_CHECKERS = 63;
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration LEAST_DEADLINE = Duration.ofSeconds(1);
  private static final Duration MOST_DEADLINE = Duration.ofHours(1);
  private static final Duration SILENCE = Duration.ofSeconds(2);
  private static final Duration LEAST_SILENCE = Duration.ofSeconds(1);
  private static final Duration MOST_SILENCE = Duration.ofMinutes(1);

  private final MapReader root;
  private final LaunchOptions launch;

  ClusterReader(MapReader root, LaunchOptions launch) {
    this.root = root;
    this.launch = launch;
  }

  /** What was read: the mode, and what only a cluster has. */
  record Read(
      ServerConfig.Mode mode, Optional<StateConfig> state, Optional<ClusterConfig> cluster) {}

  /** Reads; the folder is where a server that stands alone keeps its state. */
  Read read(@Nullable Path directory, boolean needsState) {
    ServerConfig.Mode mode = mode();
    MapReader cluster = root.map("cluster");
    if (mode == ServerConfig.Mode.STANDALONE) {
      String node = node(cluster);
      if (launch.bootstrap() || !launch.join().isEmpty()) {
        root.problems()
            .add(root.place("mode"), "--bootstrap or --join", "these flags with mode cluster only");
      }
      if (cluster != null && launch.mode().isPresent()) {
        return alone(node, directory, needsState); // the flag passes over the cluster's keys
      }
      if (cluster != null) {
        cluster.onlyWith(
            "mode cluster",
            "backend",
            "answer",
            "not_serving",
            "serving_deadline",
            "bind_address",
            "advertise_address",
            "bootstrap",
            "join",
            "raft",
            "etcd",
            "gossip",
            "health",
            "anycast_vip",
            "anycast");
        cluster.finish();
      }
      return alone(node, directory, needsState);
    }
    if (cluster == null) {
      root.problems().add(root.place("cluster"), "no cluster", "cluster with a node_name");
      return new Read(mode, Optional.empty(), Optional.empty());
    }
    return readCluster(
        cluster, directory == null ? Path.of(StateConfig.DEFAULT_DIRECTORY) : directory);
  }

  private static Read alone(String node, @Nullable Path directory, boolean needsState) {
    if (directory == null && !needsState) {
      return new Read(ServerConfig.Mode.STANDALONE, Optional.empty(), Optional.empty());
    }
    Path folder = directory == null ? Path.of(StateConfig.DEFAULT_DIRECTORY) : directory;
    Options options =
        Options.of("path", folder.resolve("state.mv").toString())
            .with("export", folder.resolve("state.backup").toString());
    return new Read(
        ServerConfig.Mode.STANDALONE,
        Optional.of(new StateConfig(node, "local", options)),
        Optional.empty());
  }

  /** A flag of the command line, then {@code cluster.mode}, then {@code mode}. */
  private ServerConfig.Mode mode() {
    ServerConfig.Mode outer = mode(root.scalar("mode", "standalone or cluster"), true);
    Node.Section section = root.get("cluster") instanceof Node.Section found ? found : null;
    ServerConfig.Mode inner = null;
    if (section != null && section.get("mode") instanceof Node.Scalar scalar) {
      inner = mode(scalar, false);
    }
    ServerConfig.Mode asked = launch.mode().orElse(null);
    return asked != null
        ? asked
        : inner != null ? inner : outer != null ? outer : ServerConfig.Mode.STANDALONE;
  }

  private ServerConfig.@Nullable Mode mode(Node.@Nullable Scalar scalar, boolean top) {
    if (scalar == null) {
      return null;
    }
    String text = scalar.text();
    if (text.equals("standalone") || (top && text.equals("overwatch"))) {
      return ServerConfig.Mode.STANDALONE;
    }
    if (text.equals("cluster")) {
      return ServerConfig.Mode.CLUSTER;
    }
    root.problems()
        .add(scalar, text.equals("agent") ? MapReader.NOT_SUPPORTED : "standalone or cluster");
    return null;
  }

  private static String node(@Nullable MapReader cluster) {
    if (cluster == null) {
      return "standalone";
    }
    cluster.get("mode");
    return cluster.parsed(
        "node_name",
        "standalone",
        NAME,
        text -> text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}") ? text : null);
  }

  private Read readCluster(MapReader cluster, Path directory) {
    String node = node(cluster);
    if (!cluster.has("node_name")) {
      cluster.required("node_name", NAME);
    }
    InetSocketAddress bind =
        cluster.parsed(
            "bind_address",
            new InetSocketAddress("127.0.0.1", GOSSIP_PORT),
            ADDRESS,
            Addresses::listen);
    if (bind.getAddress().isAnyLocalAddress()) {
      cluster
          .problems()
          .add(cluster.place("bind_address"), "all addresses", "one address of this host");
    }
    InetSocketAddress advertise =
        cluster.parsed("advertise_address", bind, ADDRESS, Addresses::listen);
    List<InetSocketAddress> join = join(cluster);
    boolean bootstrap = cluster.flag("bootstrap", false) || launch.bootstrap();
    String backend =
        cluster.parsed(
            "backend", "ratis", "ratis or etcd", text -> BACKENDS.contains(text) ? text : null);
    Options options =
        backend.equals("ratis")
            ? new RaftReader(cluster, bind, advertise).read(directory, bootstrap, join)
            : etcd(cluster);
    Answer answer = cluster.oneOf("answer", Answer.LEADER, ServerReader.words(Answer.values()));
    NotServing notServing =
        cluster.oneOf("not_serving", NotServing.REFUSE, ServerReader.words(NotServing.values()));
    if (answer == Answer.LEADER) {
      cluster.onlyWith("answer all", "serving_deadline");
    }
    Duration deadline =
        cluster.duration("serving_deadline", DEADLINE, LEAST_DEADLINE, MOST_DEADLINE);
    ClusterConfig.Gossip gossip = gossip(cluster, bind);
    int checkers = checkers(cluster);
    Optional<AnycastConfig> anycast = anycast(cluster);
    cluster.finish();
    return new Read(
        ServerConfig.Mode.CLUSTER,
        Optional.of(new StateConfig(node, backend, options)),
        Optional.of(
            new ClusterConfig(
                answer, notServing, deadline, bind, advertise, join, gossip, checkers, anycast)));
  }

  private List<InetSocketAddress> join(MapReader cluster) {
    List<InetSocketAddress> join = new ArrayList<>(launch.join());
    for (Node.Scalar text : cluster.textOrTexts("join", ADDRESS)) {
      InetSocketAddress address = Addresses.listen(text.text());
      if (address == null || address.getPort() == 0) {
        cluster.problems().add(text, ADDRESS);
      } else if (!join.contains(address)) {
        join.add(address);
      }
    }
    return join;
  }

  private Options etcd(MapReader cluster) {
    if (launch.bootstrap()) {
      cluster
          .problems()
          .add(cluster.place("backend"), "--bootstrap", "this flag with backend ratis only");
    }
    cluster.onlyWith("backend ratis", "raft", "bootstrap");
    Node etcd = cluster.get("etcd");
    if (etcd instanceof Node.Section section) {
      return Scalars.options(section, FILES, cluster.problems());
    }
    cluster.problems().add(cluster.place("etcd"), "no map", "etcd with endpoints");
    return Options.NONE;
  }

  private static ClusterConfig.Gossip gossip(MapReader cluster, InetSocketAddress bind) {
    MapReader gossip = cluster.map("gossip");
    byte[] key = null;
    Duration silence = SILENCE;
    if (gossip != null) {
      Node.Scalar text = gossip.scalar("encryption_key", KEY);
      key = text == null ? null : key(text.text());
      if (text != null && key == null) {
        gossip.problems().add(text.place(), text.text().length() + " characters", KEY);
      }
      silence = gossip.duration("failure_timeout", SILENCE, LEAST_SILENCE, MOST_SILENCE);
      gossip.finish();
    }
    if (key == null && !bind.getAddress().isLoopbackAddress()) {
      cluster
          .problems()
          .add(
              cluster.place("gossip"),
              "no encryption_key",
              "gossip.encryption_key, since other hosts reach bind_address");
    }
    return new ClusterConfig.Gossip(Optional.ofNullable(key), silence);
  }

  private static int checkers(MapReader cluster) {
    MapReader health = cluster.map("health");
    if (health == null) {
      return 0;
    }
    int checkers = health.integer("checkers", 0, 0, MOST_CHECKERS);
    health.finish();
    return checkers;
  }

  private static byte @Nullable [] key(String text) {
    try {
      byte[] key = Base64.getDecoder().decode(text);
      return key.length == 32 ? key : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Optional<AnycastConfig> anycast(MapReader cluster) {
    Node.Scalar vip = cluster.scalar("anycast_vip", "an IP address");
    MapReader hook = cluster.map("anycast");
    InetAddress address = vip == null ? null : Addresses.literal(vip.text());
    if (vip == null || address == null) {
      if (vip != null) {
        cluster.problems().add(vip, "an IP address");
      } else if (hook != null) {
        cluster.problems().add(cluster.place("anycast"), "no anycast_vip", "anycast_vip as well");
      }
      return Optional.empty();
    }
    String device = hook == null ? "lo" : hook.text("device", "lo", "a network device");
    String prefix = vip.text() + (vip.text().indexOf(':') >= 0 ? "/128" : "/32");
    AnycastConfig standard =
        new AnycastConfig(
            address,
            List.of("ip", "address", "replace", prefix, "dev", device),
            List.of("ip", "address", "del", prefix, "dev", device),
            List.of());
    if (hook == null) {
      return Optional.of(standard);
    }
    AnycastConfig read =
        new AnycastConfig(
            address,
            words(hook, "add", standard.add()),
            words(hook, "remove", standard.remove()),
            words(hook, "check", standard.check()));
    hook.finish();
    return Optional.of(read);
  }

  private static List<String> words(MapReader hook, String key, List<String> standard) {
    List<String> words = hook.texts(key, WORDS).stream().map(Node.Scalar::text).toList();
    return words.isEmpty() ? standard : words;
  }
}
