package dev.gslb.server;

import dev.gslb.config.LaunchOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code gslb serve --config FILE} in the forms that need no parser: with or without the word
 * {@code serve}, with a blank or {@code =} before the file.
 */
final class PlainServe {
  private static final String OPTION = "--config";

  private PlainServe() {}

  /** Returns the file to serve, or null if the arguments are for the {@link Program} to read. */
  static @Nullable Path file(String[] arguments) {
    int first = arguments.length > 0 && arguments[0].equals("serve") ? 1 : 0;
    String file = null;
    if (arguments.length == first + 2 && arguments[first].equals(OPTION)) {
      file = arguments[first + 1];
    } else if (arguments.length == first + 1 && arguments[first].startsWith(OPTION + "=")) {
      file = arguments[first].substring(OPTION.length() + 1);
    }
    // Words that begin otherwise may mean more to a parser than a file.
    boolean plain = file != null && !file.isEmpty() && "-@\"'".indexOf(file.charAt(0)) < 0;
    return plain ? Path.of(file) : null;
  }

  /** Serves until it is told to stop. Returns the exit code of the process. */
  static int run(Path file, PrintStream err) {
    try {
      new Serving(file, LaunchOptions.NONE).run(server -> {});
      return 0;
    } catch (Exception e) {
      if (!FailureText.print(e, err::println)) {
        e.printStackTrace(err);
      }
      return 1;
    }
  }
}
