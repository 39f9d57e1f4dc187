package dev.gslb.cluster.ratis;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.NodeId;
import dev.gslb.testkit.LoopbackPorts;
import dev.gslb.zone.Options;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;

/** Nodes of one cluster in this process, on loopback ports that the system chose. */
final class TestCluster implements AutoCloseable {
  private final Path directory;
  private final Map<String, Object> common;
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Map<String, RatisBackend> running = new LinkedHashMap<>();

  TestCluster(Path directory, Map<String, Object> common) {
    this.directory = directory;
    this.common = common;
  }

  /** Chooses names and ports of the first members. */
  TestCluster named(int count) {
    for (int i = 1; i <= count; i++) {
      named("n" + i);
    }
    return this;
  }

  String named(String name) {
    names.add(name);
    ports.put(name, LoopbackPorts.take());
    return name;
  }

  List<RatisBackend> running() {
    return List.copyOf(running.values());
  }

  List<String> names() {
    return names;
  }

  String address(String name) {
    return "127.0.0.1:" + ports.get(name);
  }

  Path directory(String name) {
    return directory.resolve(name);
  }

  Map<String, Object> options(String name) {
    Map<String, Object> options = new LinkedHashMap<>(common);
    options.put("data_dir", directory(name).toString());
    options.put("bind_address", address(name));
    return options;
  }

  Map<String, Object> bootstrap(String name) {
    Map<String, Object> options = options(name);
    options.put("bootstrap", true);
    options.put("peers", names.stream().map(each -> each + "=" + address(each)).toList());
    return options;
  }

  Map<String, Object> joining(String name, String... members) {
    Map<String, Object> options = options(name);
    options.put("join", java.util.Arrays.stream(members).map(this::address).toList());
    return options;
  }

  List<ClusterBackend> startAll(ServerInterceptor... more) {
    List<ClusterBackend> nodes = new ArrayList<>();
    names.forEach(name -> nodes.add(start(name, bootstrap(name), more)));
    return nodes;
  }

  RatisBackend start(String name, Map<String, Object> options, ServerInterceptor... more) {
    RatisBackend node =
        RatisBackend.open(new NodeId(name), RatisConfig.read(new Options(options)), List.of(more));
    running.put(name, node);
    return node;
  }

  /** Returns a node that runs. */
  RatisBackend node(String name) {
    return Objects.requireNonNull(running.get(name));
  }

  /** Returns a running node that is not this one. */
  RatisBackend other(RatisBackend node) {
    return running.values().stream().filter(each -> !each.equals(node)).findFirst().orElseThrow();
  }

  void stop(String name) {
    Objects.requireNonNull(running.remove(name)).close();
  }

  @Override
  public void close() {
    running.values().forEach(RatisBackend::close);
    running.clear();
  }
}
