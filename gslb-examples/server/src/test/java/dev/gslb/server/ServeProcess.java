package dev.gslb.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program in a process of its own. What it writes to standard error is read line by line. */
final class ServeProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /** The bits of signals 1, 2 and 15. */
  private static final long HUP_INT_TERM = 1 | 1 << 1 | 1 << 14;

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ServeProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "serve-process-log");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts with the flags of {@code serve}, without the command's name. */
  static ServeProcess start(Path config) throws IOException {
    return start(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.gslb.server.Main",
            "--config",
            config.toString()),
        Map.of());
  }

  /** Starts a command that becomes the program, with more in its environment. */
  static ServeProcess start(List<String> command, Map<String, String> environment)
      throws IOException {
    List<String> all = new ArrayList<>(signalsAtDefault());
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().putAll(environment);
    return new ServeProcess(builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
  }

  /**
   * A JVM heeds no SIGHUP, SIGINT or SIGTERM that was ignored when it started, as under nohup or in
   * a shell's background, and a process inherits this. Then env sets them back.
   */
  private static List<String> signalsAtDefault() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return List.of();
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        long ignored = Long.parseUnsignedLong(line.substring(7).trim(), 16);
        return (ignored & HUP_INT_TERM) == 0
            ? List.of()
            : List.of("env", "--default-signal=HUP,INT,TERM");
      }
    }
    return List.of();
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add(e.toString()); // of a process that was killed the JDK closes the stream
    }
  }

  /** Waits for the line that says where it listens. */
  InetSocketAddress awaitAddress() throws IOException, InterruptedException {
    Matcher matcher = awaitLine("Serving DNS at \\[/([0-9.]+):(\\d+)]");
    return new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  /** Waits for a line that holds a match, dropping those before. */
  Matcher awaitLine(String regex) throws IOException, InterruptedException {
    StringBuilder seen = new StringBuilder();
    while (true) {
      String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new IOException("no line " + regex + " in:\n" + seen);
      }
      Matcher matcher = Pattern.compile(regex).matcher(line);
      if (matcher.find()) {
        return matcher;
      }
      seen.append(line).append('\n');
    }
  }

  /** Sends a signal such as {@code HUP}. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + name + " " + process.pid() + " failed");
    }
  }

  /** Waits for the end. */
  int awaitExitCode() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("process " + process.pid() + " does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
