package dev.gslb.server;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
  private static final long POLL_NANOS = 200_000_000L;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "expected: status, transfer, add, remove, backup or restore");
  }

  @Command(
      name = "status",
      description = "Shows the nodes, who leads, and whether the asked one answers DNS.",
      mixinStandardHelpOptions = true)
  int status(
      @Mixin ApiOptions api,
      @Option(
              names = "--wait",
              defaultValue = "0",
              paramLabel = "SECONDS",
              description = "Waits so long at most until the asked node answers DNS.")
          int waitSeconds)
      throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
    while (System.nanoTime() - end < 0 && !isAnswering(api)) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    return send(api, "GET", "cluster/status", null, ApiOptions.PATIENCE);
  }

  private static boolean isAnswering(ApiOptions api) {
    try {
      HttpResponse<String> response =
          api.exchange(
              "GET",
              "cluster/status",
              BodyPublishers.noBody(),
              BodyHandlers.ofString(),
              ApiOptions.PATIENCE);
      return response.statusCode() == 200 && response.body().contains("\"answering\":true");
    } catch (IOException e) {
      return false; // not yet
    }
  }

  @Command(
      name = "backup",
      description = "Writes the whole state to a file, while everything goes on.",
      mixinStandardHelpOptions = true)
  int backup(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "FILE", description = "Made, or replaced when all is there.")
          Path file)
      throws IOException {
    Path part = file.toAbsolutePath().resolveSibling(file.getFileName() + ".part");
    try {
      BackupFile.create(part);
      HttpResponse<Path> response =
          api.exchange(
              "GET",
              "cluster/backup",
              BodyPublishers.noBody(),
              BodyHandlers.ofFile(
                  part, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
              ApiOptions.BACKUP_PATIENCE);
      if (response.statusCode() != 200) {
        spec.commandLine().getErr().println(Files.readString(part).strip());
        return CommandLine.ExitCode.SOFTWARE;
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return CommandLine.ExitCode.OK;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  @Command(
      name = "restore",
      description = "Fills a state that is empty with that of a backup, of whatever backend.",
      mixinStandardHelpOptions = true)
  int restore(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "FILE", description = "What backup wrote.") Path file)
      throws IOException {
    HttpResponse<String> response =
        api.exchange(
            "POST",
            "cluster/restore",
            BodyPublishers.ofFile(file),
            BodyHandlers.ofString(),
            ApiOptions.BACKUP_PATIENCE);
    boolean done = response.statusCode() == 200;
    CommandLine program = spec.commandLine();
    (done ? program.getOut() : program.getErr()).println(response.body().strip());
    return done ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
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
    return send(api, "POST", "cluster/transfer", json, ApiOptions.PATIENCE);
  }

  @Command(
      name = "add",
      description = "Takes a node in, or changes its address or kind.",
      mixinStandardHelpOptions = true)
  int add(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "NODE", description = "Its name.") String node,
      @Parameters(paramLabel = "HOST:PORT", description = "Where Raft reaches it.") String address,
      @Option(names = "--listener", description = "It follows and does not vote.") boolean listener)
      throws IOException {
    String json =
        "{\"node\":\"%s\",\"address\":\"%s\",\"voting\":%s}"
            .formatted(ApiOptions.segment(node), address.replaceAll("[\"\\\\]", ""), !listener);
    return send(api, "POST", "cluster/members", json, ApiOptions.LONG_PATIENCE);
  }

  @Command(
      name = "remove",
      description = "Takes a node out, whether or not it runs.",
      mixinStandardHelpOptions = true)
  int remove(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "NODE", description = "Its name.") String node)
      throws IOException {
    String path = "cluster/members/" + ApiOptions.segment(node);
    return send(api, "DELETE", path, null, ApiOptions.LONG_PATIENCE);
  }

  private int send(
      ApiOptions api, String method, String path, @Nullable String json, Duration patience)
      throws IOException {
    CommandLine program = spec.commandLine();
    return api.send(method, path, json, patience, program.getOut(), program.getErr());
  }
}
