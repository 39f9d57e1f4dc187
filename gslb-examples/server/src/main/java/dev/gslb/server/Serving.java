package dev.gslb.server;

import dev.gslb.config.ConfigLoader;
import dev.gslb.config.LaunchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process does between its start and SIGTERM or SIGINT; SIGHUP reloads. It stands apart
 * from the command line, whose library takes longer to load than the server to start.
 */
final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  private final Path file;
  private final LaunchOptions launch;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable ReferenceServer> running = new AtomicReference<>();
  private final AtomicBoolean hungUp = new AtomicBoolean();

  /** Will serve this file, as the command line says. */
  Serving(Path file, LaunchOptions launch) {
    this.file = file;
    this.launch = launch;
  }

  /** Serves until a signal says stop. The caller is told of the server when it answers. */
  void run(Consumer<ReferenceServer> answering)
      throws IOException, ReflectiveOperationException, InterruptedException {
    Signals.handle("HUP", this::hangUp);
    Signals.handle("TERM", this::stop);
    Signals.handle("INT", this::stop);
    LOG.info("Reading {}", file);
    ConfigLoader loader =
        new ConfigLoader(System.getenv(), Serving.class.getClassLoader()).launchedWith(launch);
    try (ReferenceServer server = ReferenceServer.start(file, loader)) {
      LOG.info(
          "Serving DNS at {}, {}",
          server.dns().addresses(),
          server.config().mode().name().toLowerCase(Locale.ROOT));
      running.set(server);
      reloadIfAsked();
      answering.accept(server);
      stopped.await();
      LOG.info("Stopping: answering what has arrived");
    }
  }

  /** Makes {@link #run} answer what has arrived and return. */
  void stop() {
    stopped.countDown();
  }

  private void hangUp() {
    hungUp.set(true);
    reloadIfAsked();
  }

  /** A signal that comes before there is a server is heeded when there is one. */
  private void reloadIfAsked() {
    ReferenceServer server = running.get();
    if (server != null && hungUp.getAndSet(false)) {
      server.reload();
    }
  }
}
