package dev.gslb.server;

import dev.gslb.config.ConfigLoader;
import dev.gslb.config.ServerConfig;
import dev.gslb.config.StateConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gslb check}: says whether a configuration is right, and all that is wrong with it. */
@Command(
    name = "check",
    description = "Checks a configuration. Exits with 0 if it is right, with 1 if not.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() {
    ServerConfig loaded =
        new ConfigLoader(System.getenv(), CheckCommand.class.getClassLoader()).load(config.file());
    loaded.state().ifPresent(CheckCommand::checkBackend);
    long names = loaded.zones().stream().mapToLong(zone -> zone.gslbNames().size()).sum();
    long rrsets = loaded.zones().stream().mapToLong(zone -> zone.rrsetCount()).sum();
    spec.commandLine()
        .getOut()
        .printf(
            "%s: right: %d zones, %d RRsets, %d GSLB names%n",
            config.file(), loaded.zones().size(), rrsets, names);
    return CommandLine.ExitCode.OK;
  }

  /** As the start does, but without opening anything. */
  private static void checkBackend(StateConfig state) {
    RuntimeState.provider(state, CheckCommand.class.getClassLoader());
  }
}
