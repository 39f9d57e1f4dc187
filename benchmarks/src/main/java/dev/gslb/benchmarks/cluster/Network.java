package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of this machine alone: each node has a network namespace of its own, and all of them
 * hang on one bridge, where this process listens too. Links between nodes can be cut one way at a
 * time, while clients reach all of them.
 *
 * <p>A node knows the hardware address of each other one from here, and never asks for it. To cut a
 * link is to tell it a wrong one: what it sends is gone, without an error, from the next packet on.
 */
final class Network implements AutoCloseable {
  private static final String NOBODY = "02:00:00:00:ff:ff";
  private static final int GATEWAY = 254;

  private final String name = "gslb" + ProcessHandle.current().pid();
  private final String prefix = "198.18." + ProcessHandle.current().pid() % 250 + ".";
  private final int size;
  private boolean closed;

  private Network(int size) {
    this.size = size;
  }

  /** Makes it. Needs the rights of an administrator of networks, and {@code ip} of iproute2. */
  static Network make(int size) throws IOException {
    Network network = new Network(size);
    Runtime.getRuntime().addShutdownHook(new Thread(network::close, "network"));
    try {
      network.build();
      return network;
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private void build() throws IOException {
    Shell.run("ip link add " + name + " type bridge");
    Shell.run("ip address add " + prefix + GATEWAY + "/24 dev " + name);
    Shell.run("ip link set " + name + " up");
    for (int node = 0; node < size; node++) {
      Shell.run("ip netns add " + space(node));
      Shell.run(
          "ip link add %1$s type veth peer name eth0 address %2$s netns %1$s"
              .formatted(space(node), hardware(node)));
      Shell.run("ip link set " + space(node) + " master " + name + " up");
      Shell.run("ip -n " + space(node) + " link set lo up");
      Shell.run("ip -n " + space(node) + " address add " + address(node) + "/24 dev eth0");
      Shell.run("ip -n " + space(node) + " link set eth0 up");
    }
    heal();
  }

  private String space(int node) {
    return name + (char) ('a' + node);
  }

  private static String hardware(int node) {
    return "02:00:00:00:00:0" + (node + 1);
  }

  String address(int node) {
    return prefix + (node + 1);
  }

  /** Words that have the command after them run where a node is. */
  List<String> within(int node) {
    return List.of("ip", "netns", "exec", space(node));
  }

  /** From now on nothing that one node sends reaches the other one. */
  void cut(int from, int to) throws IOException {
    teach(from, to, NOBODY);
  }

  /** All links are whole again. */
  void heal() throws IOException {
    for (int from = 0; from < size; from++) {
      for (int to = 0; to < size; to++) {
        if (from != to) {
          teach(from, to, hardware(to));
        }
      }
    }
  }

  private void teach(int from, int to, String hardware) throws IOException {
    Shell.run(
        "ip -n %s neigh replace %s lladdr %s nud permanent dev eth0"
            .formatted(space(from), address(to), hardware));
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<String> commands = new ArrayList<>();
    for (int node = 0; node < size; node++) {
      commands.add("ip link delete " + space(node));
      commands.add("ip netns delete " + space(node));
    }
    commands.add("ip link delete " + name);
    for (String command : commands) {
      try {
        Shell.run(command);
      } catch (IOException e) {
        // It was not made, or is gone: the rest has to go too.
      }
    }
  }
}
