package dev.gslb.server;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** The program {@code gslb}. Without a subcommand it serves. */
@Command(
    name = "gslb",
    description = "Authoritative DNS with global server load balancing.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
      ServeCommand.class,
      CheckCommand.class,
      ExplainCommand.class,
      QueryCommand.class,
      DemoCommand.class
    })
final class Main implements Callable<Integer> {
  @Mixin private ServeCommand.Options serve = new ServeCommand.Options();

  private Main() {}

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs the program. Returns 0 for success, 1 for failure, 2 for wrong usage. */
  static int run(String... arguments) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(new FailurePrinter())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    return ServeCommand.serve(serve);
  }

  /** Prints the version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"gslb " + (version == null ? "(not packaged)" : version)};
    }
  }
}
