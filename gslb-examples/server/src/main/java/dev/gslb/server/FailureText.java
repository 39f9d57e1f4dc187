package dev.gslb.server;

import dev.gslb.cluster.StateStoreException;
import dev.gslb.zone.RefusedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
    boolean mendable =
        failure instanceof IOException
            || failure instanceof StateStoreException
            || failure instanceof IllegalArgumentException;
    if (mendable) {
      err.accept("gslb: " + text(failure));
    }
    return mendable;
  }

  /** What a failure says, or what kind it is if it says nothing of use. */
  static String text(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof PortUnreachableException || failure instanceof ConnectException) {
      return message == null || message.isEmpty() ? "nobody listens there" : message;
    }
    if (failure instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (failure instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file or folder";
    }
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      return message + ": " + failure.getClass().getSimpleName().replace("Exception", "");
    }
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
