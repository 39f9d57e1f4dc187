package dev.gslb.server;

import dev.gslb.config.ConfigLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gslb serve}: answers until it is told to stop. */
@Command(
    name = "serve",
    description = "Serves DNS. SIGHUP reloads the configuration, SIGTERM drains and stops.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "standalone, the default and the only one of this version.")
  private Mode mode = Mode.STANDALONE;

  private final AtomicReference<@Nullable ReferenceServer> running = new AtomicReference<>();
  private final AtomicBoolean hungUp = new AtomicBoolean();

  /** How the server runs. */
  enum Mode {
    STANDALONE,
    OVERWATCH
  }

  @Override
  public Integer call() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    Signals.handle("HUP", this::hangUp);
    Signals.handle("TERM", stopped::countDown);
    Signals.handle("INT", stopped::countDown);
    LOG.info("Reading {}", config.file());
    ConfigLoader loader = new ConfigLoader(System.getenv(), ServeCommand.class.getClassLoader());
    try (ReferenceServer server = ReferenceServer.start(config.file(), loader)) {
      LOG.info("Serving DNS at {}, {}", server.dns().addresses(), mode);
      running.set(server);
      reloadIfAsked();
      stopped.await();
      LOG.info("Stopping: answering what has arrived");
    }
    return CommandLine.ExitCode.OK;
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
