package dev.gslb.server;

import dev.gslb.config.LaunchOptions;
import dev.gslb.config.ServerConfig;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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
      converter = ModeReader.class,
      description = "standalone or cluster, in place of what the file says.")
  private ServerConfig.@Nullable Mode mode;

  @Option(names = "--bootstrap", description = "Begins a cluster that has no nodes yet.")
  private boolean bootstrap;

  @Option(
      names = "--join",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Nodes of the cluster to join, by their cluster.advertise_address.")
  private List<String> join = new ArrayList<>();

  /** Reads the words of the file's {@code mode}; {@code overwatch} stands for standalone. */
  static final class ModeReader implements ITypeConverter<ServerConfig.Mode> {
    @Override
    public ServerConfig.Mode convert(String word) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "standalone", "overwatch" -> ServerConfig.Mode.STANDALONE;
        case "cluster" -> ServerConfig.Mode.CLUSTER;
        default ->
            throw new TypeConversionException("'" + word + "' (expected: standalone or cluster)");
      };
    }
  }

  @Override
  public Integer call() throws Exception {
    List<InetSocketAddress> nodes = new ArrayList<>();
    for (String node : join) {
      nodes.add(SocketAddresses.parse("--join", node));
    }
    new Serving(config.file(), new LaunchOptions(Optional.ofNullable(mode), bootstrap, nodes))
        .run(server -> {});
    return CommandLine.ExitCode.OK;
  }
}
