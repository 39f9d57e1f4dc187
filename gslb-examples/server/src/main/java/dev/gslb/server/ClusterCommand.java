package dev.gslb.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gslb cluster}: the nodes that share a state. */
@Command(
    name = "cluster",
    description = "Looks at a cluster, and changes it. Prints JSON.",
    mixinStandardHelpOptions = true)
final class ClusterCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "expected: status, transfer, add or remove");
  }

  @Command(
      name = "status",
      description = "Shows the nodes, who leads, and whether the asked one answers DNS.",
      mixinStandardHelpOptions = true)
  int status(@Mixin ApiOptions api) throws IOException {
    return send(api, "GET", "cluster/status", null);
  }

  @Command(
      name = "transfer",
      description = "Has another node lead. To be asked of the leader.",
      mixinStandardHelpOptions = true)
  int transfer(
      @Mixin ApiOptions api,
      @Option(names = "--to", paramLabel = "NODE", description = "The new leader; any by default.")
          @Nullable String to)
      throws IOException {
    // A node's name needs no quoting; the server checks it.
    String json = to == null ? "{}" : "{\"to\":\"" + ApiOptions.segment(to) + "\"}";
    return send(api, "POST", "cluster/transfer", json);
  }

  @Command(
      name = "add",
      description = "Takes a node in, or changes its address or kind.",
      mixinStandardHelpOptions = true)
  int add(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "NODE", description = "Its name.") String node,
      @Parameters(paramLabel = "HOST:PORT", description = "Where Raft reaches it.") String address,
      @Option(names = "--listener", description = "It follows and does not vote.")
          boolean listener)
      throws IOException {
    String json =
        "{\"node\":\"%s\",\"address\":\"%s\",\"voting\":%s}"
            .formatted(ApiOptions.segment(node), address.replaceAll("[\"\\\\]", ""), !listener);
    return send(api, "POST", "cluster/members", json);
  }

  @Command(
      name = "remove",
      description = "Takes a node out, whether or not it runs.",
      mixinStandardHelpOptions = true)
  int remove(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "NODE", description = "Its name.") String node)
      throws IOException {
    return send(api, "DELETE", "cluster/members/" + ApiOptions.segment(node), null);
  }

  private int send(ApiOptions api, String method, String path, @Nullable String json)
      throws IOException {
    CommandLine program = spec.commandLine();
    return api.send(method, path, json, program.getOut(), program.getErr());
  }
}
