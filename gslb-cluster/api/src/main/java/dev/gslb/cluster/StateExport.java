package dev.gslb.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a backup of a store to the same file again and again, if it changed. What fails is logged
 * and tried again an interval later. One daemon thread, {@code gslb-export}.
 */
final class StateExport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateExport.class);

  private final StateStore store;
  private final Path file;
  private final long intervalNanos;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private long exported = -1; // revision; of the thread

  private StateExport(StateStore store, Path file, Duration interval) {
    this.store = store;
    this.file = file;
    this.intervalNanos = interval.toNanos();
    this.thread = new Thread(this::work, "gslb-export");
    thread.setDaemon(true);
  }

  static StateExport start(StateStore store, Path file, Duration interval) {
    StateExport export = new StateExport(store, file.toAbsolutePath(), interval);
    export.thread.start();
    return export;
  }

  private void work() {
    try {
      while (!closing.await(intervalNanos, TimeUnit.NANOSECONDS)) {
        export();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody but the host of the JVM can mean it
    }
  }

  private void export() {
    try {
      long revision = Answers.await(store.get(LeaderElection.LEADER)).revision();
      if (revision != exported) {
        Files.createDirectories(file.getParent());
        keepWhatIsLater(revision);
        exported = StateBackup.write(store, file);
      }
    } catch (IOException | StateStoreException e) {
      LOG.warn("the state could not be exported to {}", file, e);
    } catch (RuntimeException | Error e) {
      // Whatever it is, exports that end without a word would be worse.
      LOG.error("the export to {} failed", file, e);
    }
  }

  /** An export of a later revision is all that is left of a state that was lost. */
  private void keepWhatIsLater(long revision) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    long before;
    try (InputStream in = Files.newInputStream(file)) {
      before = StateImage.revisionOf(in);
    }
    if (before > revision) {
      Path kept = file.resolveSibling(file.getFileName() + "." + before);
      Files.move(file, kept, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn(
          "{} is of revision {}, later than the store's {}: it is kept as {}",
          file,
          before,
          revision,
          kept);
    }
  }

  /** Lets an export that is under way come to its end. Not for the store's thread. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
