package dev.gslb.server;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code gslb serve}: answers until it is told to stop. {@link PlainServe} runs the usual forms of
 * it.
 */
@Command(
    name = "serve",
    description = "Serves DNS. SIGHUP reloads the configuration, SIGTERM drains and stops.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

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
    new Serving(config.file(), mode).run(server -> {});
    return CommandLine.ExitCode.OK;
  }
}
