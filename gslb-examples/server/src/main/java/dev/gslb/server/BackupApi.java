package dev.gslb.server;

import dev.gslb.cluster.StateBackup;
import dev.gslb.cluster.StateStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code cluster/backup} and {@code cluster/restore}, one at a time: each holds all of the state in
 * memory. Its work has a daemon thread {@code gslb-backup}, and goes on if a client was not told
 * the outcome in time.
 */
final class BackupApi {
  private static final Logger LOG = LoggerFactory.getLogger(BackupApi.class);
  private static final int STEP_BYTES = 64 << 10;

  /** The largest body of a restore. */
  static final long MOST_BYTES = 512L << 20;

  private final StateStore store;
  private final Path parent;
  private final Semaphore turn = new Semaphore(1);

  /** Files on their way are in folders of their own in the parent folder. */
  BackupApi(StateStore store, Path parent) {
    this.store = store;
    this.parent = parent;
  }

  ApiResponse backup() throws ApiFailure {
    BackupFile file = take();
    CompletableFuture<Long> written = start(() -> StateBackup.write(store, file.path()));
    boolean done = false;
    try {
      Api.awaitLong(written);
      done = true;
      return ApiResponse.file(file);
    } catch (UncheckedIOException e) {
      throw failed("the backup cannot be written", e);
    } finally {
      if (!done) {
        closeAfter(written, file);
      }
    }
  }

  /**
   * Takes a body in.
   *
   * @param declaredBytes how long the client says that the body is, or -1
   */
  ApiResponse restore(InputStream body, long declaredBytes) throws ApiFailure, IOException {
    if (declaredBytes > MOST_BYTES) {
      throw tooLong(MOST_BYTES);
    }
    BackupFile file = take();
    CompletableFuture<Integer> restored = CompletableFuture.completedFuture(0);
    try {
      receive(body, file, MOST_BYTES);
      restored = start(() -> StateBackup.restore(file.path(), store));
      int entries = Api.awaitLong(restored);
      return ApiResponse.object(200, out -> out.writeNumberProperty("entries", entries));
    } catch (UncheckedIOException e) {
      throw new ApiFailure(400, "no backup: " + e.getMessage());
    } finally {
      closeAfter(restored, file);
    }
  }

  private BackupFile take() throws ApiFailure {
    try {
      return BackupFile.take(turn, parent);
    } catch (IOException e) {
      throw failed("there is no place for the backup", e);
    }
  }

  /**
   * Writes a body to a file, in small steps.
   *
   * @throws ApiFailure if it is longer than allowed, or the file cannot be written
   * @throws IOException if the client cannot be read
   */
  static void receive(InputStream body, BackupFile file, long mostBytes)
      throws ApiFailure, IOException {
    byte[] step = new byte[STEP_BYTES];
    long bytes = 0;
    try (OutputStream out = open(file)) {
      for (int read = body.read(step); read >= 0; read = body.read(step)) {
        bytes += read;
        if (bytes > mostBytes) {
          throw tooLong(mostBytes);
        }
        write(step, read, out);
      }
    }
  }

  private static OutputStream open(BackupFile file) throws ApiFailure {
    try {
      return Files.newOutputStream(file.path());
    } catch (IOException e) {
      throw failed("the body cannot be kept", e);
    }
  }

  private static void write(byte[] step, int bytes, OutputStream out) throws ApiFailure {
    try {
      out.write(step, 0, bytes);
    } catch (IOException e) {
      throw failed("the body cannot be kept", e);
    }
  }

  private static ApiFailure tooLong(long mostBytes) {
    return new ApiFailure(413, "a longer body (expected: at most " + mostBytes + " bytes)");
  }

  /** What is wrong with this host is for its log, too. */
  private static ApiFailure failed(String what, Exception cause) {
    LOG.error("{}", what, cause);
    return new ApiFailure(500, what + ": " + cause.getMessage());
  }

  private static <T> CompletableFuture<T> start(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.call());
              } catch (IOException e) {
                result.completeExceptionally(new UncheckedIOException(e.getMessage(), e));
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "gslb-backup");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private static void closeAfter(CompletableFuture<?> work, BackupFile file) {
    var unused =
        work.whenComplete(
            (result, error) -> {
              try {
                file.close();
              } catch (IOException e) {
                LOG.warn("{} stays behind", file.path(), e);
              }
            });
  }
}
