package dev.gslb.server;

import dev.gslb.config.AnycastConfig;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An address that this host takes while the server runs. One that is lost meanwhile is taken again,
 * by the daemon thread {@code gslb-anycast}.
 */
final class AnycastAddress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnycastAddress.class);
  private static final long CHECK_SECONDS = 5;
  private static final long PATIENCE_SECONDS = 10;
  private static final int MOST_OUTPUT = 500;

  private final AnycastConfig config;
  private final ScheduledExecutorService thread;

  private AnycastAddress(AnycastConfig config) {
    this.config = config;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "gslb-anycast");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Takes the address and checks that it is there.
   *
   * @throws IOException if it is not
   */
  static AnycastAddress take(AnycastConfig config) throws IOException {
    AnycastAddress address = new AnycastAddress(config);
    try {
      address.run(config.add());
      address.check();
    } catch (IOException e) {
      address.close();
      throw e;
    }
    var unused =
        address.thread.scheduleWithFixedDelay(
        address::renew, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
    LOG.info("This host has the address {}", config.address().getHostAddress());
    return address;
  }

  private void check() throws IOException {
    if (!config.check().isEmpty()) {
      run(config.check());
    } else if (!isPresent()) {
      throw new IOException(
          "no device has "
              + config.address().getHostAddress()
              + " (expected: one after "
              + String.join(" ", config.add())
              + ")");
    }
  }

  private boolean isPresent() throws SocketException {
    return NetworkInterface.getByInetAddress(config.address()) != null;
  }

  /** Takes the address again if it is lost. */
  void renew() {
    try {
      check();
    } catch (IOException lost) {
      LOG.warn("{}; it is taken again", lost.getMessage());
      try {
        run(config.add());
      } catch (IOException e) {
        LOG.error("The address {} is lost: {}", config.address().getHostAddress(), e.getMessage());
      }
    }
  }

  private void run(List<String> words) throws IOException {
    String command = String.join(" ", words);
    Path output = Files.createTempFile("gslb-anycast", ".txt");
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " takes longer than " + PATIENCE_SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            command + " exits with " + process.exitValue() + ": " + beginning(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(command + " was interrupted", e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static String beginning(Path output) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(output)) {
      bytes = in.readNBytes(MOST_OUTPUT);
    }
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      run(config.remove());
    } catch (IOException e) {
      LOG.error("This host keeps the address: {}", e.getMessage());
    }
  }
}
