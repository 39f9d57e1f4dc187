package dev.gslb.server;

import dev.gslb.zone.RefusedException;
import java.io.IOException;
import java.util.function.Consumer;

/** What an operator is told of a failure. */
final class FailureText {
  private FailureText() {}

  /**
   * Prints what an operator can mend, line by line. Returns false, having printed nothing, for the
   * rest.
   */
  static boolean print(Exception failure, Consumer<String> err) {
    if (failure instanceof RefusedException refused) {
      refused.problems().forEach(problem -> err.accept(problem.toString()));
      return true;
    }
    if (failure instanceof IOException || failure instanceof IllegalArgumentException) {
      err.accept("gslb: " + failure.getMessage());
      return true;
    }
    return false;
  }
}
