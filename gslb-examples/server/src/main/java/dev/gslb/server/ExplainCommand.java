package dev.gslb.server;

import dev.gslb.GslbServer;
import dev.gslb.config.ConfigLoader;
import dev.gslb.config.ServerConfig;
import dev.gslb.spi.Explanation;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gslb explain}: shows the answer to a query and the decisions behind it. */
@Command(
    name = "explain",
    description = {
      "Explains what a server with this configuration would answer.",
      "No health is checked: every endpoint ranks as up, as it does when a server starts."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--client", paramLabel = "IP", description = "The client's address.")
  private @Nullable InetAddress client;

  @Parameters(index = "0", paramLabel = "NAME", description = "The name asked for.")
  private String name = ".";

  @Parameters(index = "1", paramLabel = "TYPE", description = "The type asked for, such as A.")
  private String type = "A";

  @Override
  public Integer call() {
    ClassLoader plugins = ExplainCommand.class.getClassLoader();
    ServerConfig loaded = new ConfigLoader(System.getenv(), plugins).load(config.file());
    Explanation explanation =
        GslbServer.builder()
            .plugins(plugins)
            .zones(loaded.zones())
            .useClientSubnet(loaded.dns().ecsEnabled())
            .explain(DomainName.of(name), RecordType.of(type), client);
    print(explanation, spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
  }

  static void print(Explanation explanation, PrintWriter out) {
    out.printf("status: %s, snapshot %d%n", explanation.rcode(), explanation.snapshot());
    explanation.answers().forEach(out::println);
    explanation.authority().forEach(record -> out.println("authority: " + record));
    for (Explanation.Step step : explanation.steps()) {
      out.printf("%s: chose %s of %s", step.policy(), step.chosen(), step.candidates());
      out.println(step.reason().isEmpty() ? "" : " because " + step.reason());
    }
    out.printf("client subnet scope: /%d%n", explanation.ecsScope());
    out.flush();
  }
}
