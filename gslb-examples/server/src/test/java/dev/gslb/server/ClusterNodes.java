package dev.gslb.server;

import static org.awaitility.Awaitility.await;

import dev.gslb.config.ConfigLoader;
import dev.gslb.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The nodes of one cluster, in this process. */
final class ClusterNodes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Name NAME = Name.fromConstantString("www.example.com.");

  private final Path folder;
  private final String answer;
  private String more = "";
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Map<String, ReferenceServer> running = new LinkedHashMap<>();

  ClusterNodes(Path folder, String answer, String... names) {
    this.folder = folder;
    this.answer = answer;
    for (String name : names) {
      ports.put(name, LoopbackPorts.takePair());
    }
  }

  /** Puts more into the files of nodes that start from now on. */
  void with(String sections) {
    more = sections;
  }

  ReferenceServer start(String name) throws IOException {
    return startKnowing(
        name, ports.keySet().stream().filter(other -> !other.equals(name)).toList());
  }

  /** Starts a node whose file names these others alone. */
  ReferenceServer startKnowing(String name, List<String> others) throws IOException {
    boolean first = ports.keySet().iterator().next().equals(name);
    List<String> hosts =
        others.stream().map(other -> "'127.0.0.1:" + ports.get(other) + "'").toList();
    Files.createDirectories(folder);
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        mode: cluster
        dns: {listen_address: "127.0.0.1:0"}
        api: {address: "127.0.0.1:0"}
        overwatch: {data_dir: "%s"}
        cluster:
          node_name: %s
          bind_address: "127.0.0.1:%d"
          answer: %s
          %s
        regions: [{name: us, servers: [{address: 192.0.2.1}, {address: 192.0.2.2}]}]
        domains: [{name: www.example.com, routing_algorithm: failover, regions: [us]}]
        """
                .formatted(
                    folder.resolve(name),
                    name,
                    ports.get(name),
                    answer,
                    first ? "bootstrap: true" : "join: " + hosts)
            + more);
    return start(name, file);
  }

  ReferenceServer start(String name, Path file) throws IOException {
    ReferenceServer server =
        ReferenceServer.start(file, new ConfigLoader(Map.of(), getClass().getClassLoader()));
    running.put(name, server);
    return server;
  }

  /** Where a node answers. */
  InetSocketAddress dns(String name) {
    ReferenceServer server = running.get(name);
    if (server == null) {
      throw new IllegalStateException(name + " does not run");
    }
    return server.addresses().get(0);
  }

  /** Where a node is managed. */
  String address(String name) {
    ReferenceServer server = running.get(name);
    if (server == null) {
      throw new IllegalStateException(name + " does not run");
    }
    return "http://127.0.0.1:" + server.apiAddress().orElseThrow().getPort();
  }

  void stop(String name) {
    ReferenceServer server = running.remove(name);
    if (server != null) {
      server.close();
    }
  }

  ApiClient.Answer send(String node, String method, String path, @Nullable String json)
      throws Exception {
    ReferenceServer server = running.get(node);
    if (server == null) {
      throw new IllegalStateException(node + " does not run");
    }
    return ApiClient.send(server.apiAddress().orElseThrow(), method, path, json);
  }

  /** The last address that a node answers with, or its response code. */
  String ask(String node) throws IOException {
    ReferenceServer server = running.get(node);
    if (server == null) {
      throw new IllegalStateException(node + " does not run");
    }
    InetSocketAddress address = server.addresses().get(0);
    SimpleResolver resolver = new SimpleResolver(address);
    Message response = resolver.send(Message.newQuery(Record.newRecord(NAME, Type.A, 1)));
    List<Record> answers = response.getSection(Section.ANSWER);
    return answers.isEmpty() ? Rcode.string(response.getRcode()) : answers.get(0).rdataToString();
  }

  void awaitAnswer(String address, String... nodes) {
    for (String node : nodes) {
      eventually(() -> ask(node).equals(address));
    }
  }

  /** The node that leads, when one of those that run does. */
  String leader() {
    eventually(() -> running.keySet().stream().anyMatch(this::leads));
    return running.keySet().stream().filter(this::leads).findFirst().orElseThrow();
  }

  /** The node that leads and answers so; another one may have led before it. */
  String answeringLeader(String address) {
    String[] leader = {""};
    eventually(
        () -> {
          leader[0] = leader();
          return ask(leader[0]).equals(address);
        });
    return leader[0];
  }

  private boolean leads(String node) {
    ReferenceServer server = running.get(node);
    return server != null && server.state().orElseThrow().backend().election().current().self();
  }

  static void eventually(Callable<Boolean> condition) {
    await().atMost(PATIENCE).ignoreExceptions().until(condition);
  }

  @Override
  public void close() {
    List.copyOf(running.keySet()).forEach(this::stop);
  }
}
