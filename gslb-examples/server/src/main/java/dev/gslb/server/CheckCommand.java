package dev.gslb.server;

import dev.gslb.config.ConfigLoader;
import dev.gslb.config.ServerConfig;
import dev.gslb.config.StateConfig;
import dev.gslb.spi.Providers;
import dev.gslb.spi.UdpConfig;
import dev.gslb.spi.UdpTransportProvider;
import dev.gslb.zone.RefusedException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
    checkTransport(loaded.dns().udp());
    long names = loaded.zones().stream().mapToLong(zone -> zone.gslbNames().size()).sum();
    long rrsets = loaded.zones().stream().mapToLong(zone -> zone.rrsetCount()).sum();
    spec.commandLine()
        .getOut()
        .printf(
            "%s: right: %d zones, %d RRsets, %d GSLB names%s%n",
            config.file(), loaded.zones().size(), rrsets, names, taken(loaded));
    return CommandLine.ExitCode.OK;
  }

  private static String taken(ServerConfig loaded) {
    int zones = loaded.exchange().secondaries().zones().size();
    return zones == 0 ? "" : ", " + zones + " zones of other servers";
  }

  /** A transport that is named must be there; of several the best is taken. */
  private static void checkTransport(UdpConfig udp) {
    String name = udp.transport();
    if (name.equals(UdpConfig.AUTO) || name.equals(UdpConfig.NIO)) {
      return;
    }
    List<UdpTransportProvider> found =
        Providers.find(UdpTransportProvider.class, CheckCommand.class.getClassLoader());
    String obstacle =
        found.stream()
            .filter(provider -> provider.name().equals(name))
            .findFirst()
            .map(provider -> provider.obstacle().orElse(""))
            .orElse("is not on the class path");
    if (!obstacle.isEmpty()) {
      String others =
          found.stream()
              .filter(provider -> provider.obstacle().isEmpty())
              .map(provider -> ", " + provider.name())
              .collect(Collectors.joining());
      throw new RefusedException(
          "dns.udp.transport", name + ", which " + obstacle, "auto, nio" + others);
    }
  }

  /** As the start does, but without opening anything. */
  private static void checkBackend(StateConfig state) {
    RuntimeState.provider(state, CheckCommand.class.getClassLoader());
  }
}
