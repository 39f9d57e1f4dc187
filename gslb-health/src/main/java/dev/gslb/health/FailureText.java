package dev.gslb.health;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/** Says in a few words, on one line, why a run failed. */
final class FailureText {

  private static final int MAX_CHARACTERS = 200;

  private FailureText() {}

  static String of(Throwable error) {
    if (error instanceof CompletionException && error.getCause() != null) {
      return of(error.getCause());
    }
    return oneLine(words(error));
  }

  private static String words(Throwable error) {
    if (error instanceof ConnectException && contains(error.getMessage(), "refused")) {
      return "connection refused";
    }
    if (error instanceof UnknownHostException) {
      return "unknown host " + error.getMessage();
    }
    if (error instanceof SSLException) {
      return "TLS: " + message(root(error));
    }
    if (error instanceof ConnectionClosedException) {
      return "connection closed";
    }
    if (error instanceof HttpException) {
      return "not a valid HTTP response: " + message(error);
    }
    if (error instanceof IOException && contains(error.getMessage(), "reset")) {
      return "connection reset";
    }
    return message(error);
  }

  private static Throwable root(Throwable error) {
    Throwable root = error;
    // A bound, because a chain of causes may have a loop.
    for (int depth = 0; depth < 16; depth++) {
      Throwable cause = root.getCause();
      if (cause == null) {
        return root;
      }
      root = cause;
    }
    return root;
  }

  private static String message(Throwable error) {
    String message = error.getMessage();
    return message == null || message.isBlank() ? error.getClass().getSimpleName() : message;
  }

  private static boolean contains(@Nullable String message, String word) {
    return message != null && message.contains(word);
  }

  /** Part of a message may come from the target: nothing of it reaches a log as a new line. */
  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_CHARACTERS ? line : line.substring(0, MAX_CHARACTERS) + "...";
  }
}
