package dev.gslb.server;

import java.nio.file.Path;

/**
 * Where the process {@code gslb} begins. What init systems run goes past the {@link Program}, which
 * takes longer to load than the server needs until its first answer.
 */
final class Main {
  private Main() {}

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    Path file = PlainServe.file(arguments);
    System.exit(file == null ? Program.run(arguments) : PlainServe.run(file, System.err));
  }
}
