package dev.gslb.benchmarks.peers;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that runs, with the processes it has started, on a port of the loopback address. */
final class Running implements AutoCloseable {
  private static final int LOG_LINES = 20;
  private static final int PATIENCE_SECONDS = 10;
  private static final int FIND_PORT_TRIES = 100;

  private final Peer peer;
  private final Workload workload;
  private final int port;
  private final Path log;
  private final Process process;
  private final long startedNanos;

  /** Configures and starts a server, pinned to a CPU. It may not answer yet. */
  Running(Peer peer, Workload workload, Path folder, int cpu) throws IOException {
    this.peer = peer;
    this.workload = workload;
    port = freePort();
    log = folder.resolve("log");
    Peer.Launch launch = peer.setup().write(folder, port, workload);
    List<String> command = new ArrayList<>(List.of("taskset", "-c", String.valueOf(cpu)));
    command.addAll(launch.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(new File("/dev/null"));
    builder.environment().putAll(launch.environment());
    startedNanos = System.nanoTime();
    process = builder.start();
  }

  Peer peer() {
    return peer;
  }

  Workload workload() {
    return workload;
  }

  int port() {
    return port;
  }

  /** When the process was started, by System.nanoTime. */
  long startedNanos() {
    return startedNanos;
  }

  /** The process that was started. */
  long process() {
    return process.pid();
  }

  /** Its processes: the one that was started, and the children of that. */
  List<Long> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  /** Fails with the end of its log if the process has ended. */
  void mustBeAlive() {
    if (!process.isAlive()) {
      throw failure("ended with " + process.exitValue());
    }
  }

  /** An error about this server that quotes the end of its log. */
  IllegalStateException failure(String what) {
    String end;
    try {
      List<String> lines = Files.readAllLines(log);
      end = String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      end = e.toString();
    }
    return new IllegalStateException(peer.name() + ": " + what + "; its log ends with:\n" + end);
  }

  /** Stops its processes in place, so that they take no CPU while another server is measured. */
  void pause() throws IOException {
    signal("STOP");
  }

  void resume() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    mustBeAlive();
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes().forEach(pid -> command.add(pid.toString()));
    Shell.lines(command);
  }

  /** Ends its processes: by request, then by force. */
  @Override
  public void close() {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    try {
      if (process.isAlive()) {
        signal("CONT");
      }
      process.destroy();
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException | IllegalStateException gone) {
      // What is left is ended by force.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** A port that is free for UDP and TCP. */
  private static int freePort() throws IOException {
    for (int i = 0; i < FIND_PORT_TRIES; i++) {
      try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          DatagramSocket udp =
              new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
        return udp.getLocalPort();
      } catch (BindException taken) {
        // The next one, then.
      }
    }
    throw new IOException("no port that is free for both UDP and TCP");
  }
}
