package dev.gslb.cluster.etcd;

import static dev.gslb.cluster.etcd.Awaited.eventually;

import dev.gslb.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A member of an etcd, as a process. Its data outlive the process. */
final class EtcdServer implements AutoCloseable {
  private final Path directory;
  private final List<String> tls;
  private final String scheme;
  private final int port = LoopbackPorts.take();
  private final String name;
  private final int peerPort;
  private final String members;
  private Process process;

  /** The only member. */
  EtcdServer(Path directory) {
    this(directory, List.of());
  }

  /** The only member, with the options that name certificates. */
  EtcdServer(Path directory, List<String> tls) {
    this(directory, tls, List.of(LoopbackPorts.take()), 0);
  }

  private EtcdServer(Path directory, List<String> tls, List<Integer> peerPorts, int ordinal) {
    this.directory = directory;
    this.tls = tls;
    this.scheme = tls.isEmpty() ? "http" : "https";
    this.name = "member" + ordinal;
    this.peerPort = peerPorts.get(ordinal);
    List<String> each = new ArrayList<>();
    for (int i = 0; i < peerPorts.size(); i++) {
      each.add("member" + i + "=http://127.0.0.1:" + peerPorts.get(i));
    }
    this.members = String.join(",", each);
    start();
  }

  /** Starts three members of one etcd. */
  static List<EtcdServer> three(Path directory) {
    List<Integer> peerPorts =
        List.of(LoopbackPorts.take(), LoopbackPorts.take(), LoopbackPorts.take());
    return List.of(
        new EtcdServer(directory, List.of(), peerPorts, 0),
        new EtcdServer(directory, List.of(), peerPorts, 1),
        new EtcdServer(directory, List.of(), peerPorts, 2));
  }

  int port() {
    return port;
  }

  String endpoint() {
    return scheme + "://127.0.0.1:" + port;
  }

  /** Stops the process without ending it, or lets it go on: {@code STOP} or {@code CONT}. */
  void signal(String name) {
    Programs.run(directory, "kill", "-" + name, Long.toString(process.pid()));
  }

  void start() {
    String peer = "http://127.0.0.1:" + peerPort;
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("etcd", "--name", name, "--data-dir", directory.resolve(name).toString()));
    command.addAll(List.of("--listen-client-urls", endpoint()));
    command.addAll(List.of("--advertise-client-urls", endpoint()));
    command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
    command.addAll(List.of("--initial-cluster", members));
    command.addAll(tls);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".log").toFile()))
              .start();
    } catch (IOException e) {
      throw new AssertionError("etcd (Debian: etcd-server) does not start", e);
    }
    eventually(this::listens);
  }

  private boolean listens() {
    try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** As kill -9. */
  void kill() {
    process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    kill();
  }
}
