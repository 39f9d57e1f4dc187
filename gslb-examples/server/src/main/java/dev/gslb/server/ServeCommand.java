package dev.gslb.server;

import dev.gslb.config.ConfigLoader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gslb serve}: answers until it is told to stop. */
@Command(
    name = "serve",
    description = "Serves DNS. SIGHUP reloads the configuration, SIGTERM drains and stops.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The YAML configuration.")
  private Path config = Path.of("gslb.yaml");

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "standalone, the default and the only one of this version.")
  private Mode mode = Mode.STANDALONE;

  /** How the server runs. */
  enum Mode {
    STANDALONE,
    OVERWATCH
  }

  @Override
  public Integer call() throws Exception {
    ConfigLoader loader = new ConfigLoader(System.getenv(), ServeCommand.class.getClassLoader());
    CountDownLatch stopped = new CountDownLatch(1);
    try (ReferenceServer server = ReferenceServer.start(config, loader)) {
      Signals.handle("HUP", server::reload);
      Signals.handle("TERM", stopped::countDown);
      Signals.handle("INT", stopped::countDown);
      LOG.info("Serving DNS at {}, {}", server.dns().addresses(), mode);
      stopped.await();
      LOG.info("Stopping: answering what has arrived");
    }
    return CommandLine.ExitCode.OK;
  }
}
