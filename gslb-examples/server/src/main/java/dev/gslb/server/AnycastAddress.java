package dev.gslb.server;

import dev.gslb.config.AnycastConfig;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
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

  /** A check, the command that follows, and the end of either if it takes too long. */
  private static final long CLOSE_SECONDS = 4 * HostCommand.PATIENCE_SECONDS;

  private final AnycastConfig config;
  private final Commands commands;
  private final ScheduledExecutorService thread;
  private volatile boolean closed;

  /** Runs the words of a command. */
  interface Commands {
    void run(List<String> words) throws IOException;
  }

  private AnycastAddress(AnycastConfig config, Commands commands) {
    this.config = config;
    this.commands = commands;
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
    return take(config, TimeUnit.SECONDS.toMillis(CHECK_SECONDS), HostCommand::run);
  }

  static AnycastAddress take(AnycastConfig config, long checkMillis, Commands commands)
      throws IOException {
    AnycastAddress address = new AnycastAddress(config, commands);
    try {
      commands.run(config.add());
      address.check();
    } catch (IOException e) {
      address.close();
      throw e;
    }
    var unused =
        address.thread.scheduleWithFixedDelay(
            address::renew, checkMillis, checkMillis, TimeUnit.MILLISECONDS);
    LOG.info("This host has the address {}", config.address().getHostAddress());
    return address;
  }

  private void check() throws IOException {
    if (!config.check().isEmpty()) {
      commands.run(config.check());
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

  /** Takes the address again if it is lost, but not once this is closed. Throws nothing. */
  void renew() {
    try {
      if (!closed && isLost() && !closed) {
        commands.run(config.add());
      }
    } catch (IOException e) {
      LOG.error("The address {} is lost: {}", config.address().getHostAddress(), e.getMessage());
    } catch (RuntimeException e) {
      // One that got out would end the checks for good.
      LOG.error("The address {} cannot be checked", config.address().getHostAddress(), e);
    }
  }

  private boolean isLost() {
    try {
      check();
      return false;
    } catch (IOException e) {
      LOG.warn("{}; the address is taken again, unless the server stops", e.getMessage());
      return true;
    }
  }

  /** Lets a check that is under way come to its end, so that the address is gone afterwards. */
  @Override
  public void close() {
    closed = true;
    thread.shutdown();
    boolean interrupted = awaitEnd();
    try {
      commands.run(config.remove());
    } catch (IOException e) {
      LOG.error("This host keeps the address: {}", e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns whether this thread was interrupted, which must not keep the address. */
  private boolean awaitEnd() {
    boolean interrupted = Thread.interrupted();
    while (true) {
      try {
        if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          LOG.warn("The check of {} does not end", config.address().getHostAddress());
        }
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
        thread.shutdownNow();
      }
    }
  }
}
