package dev.gslb.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A backup on its way to a client or from one, in a folder that nobody but this process's user can
 * look into. Closing it deletes both and lets the next one begin. Safe for any thread.
 */
final class BackupFile implements AutoCloseable {
  private final Semaphore turn;
  private final Path folder;
  private final AtomicBoolean closed = new AtomicBoolean();

  private BackupFile(Semaphore turn, Path folder) {
    this.turn = turn;
    this.folder = folder;
  }

  /**
   * Takes a turn.
   *
   * @throws ApiFailure if it is another's
   * @throws IOException if the folder cannot be made
   */
  static BackupFile take(Semaphore turn, Path parent) throws ApiFailure, IOException {
    if (!turn.tryAcquire()) {
      throw new ApiFailure(
          503, "another backup or restore is under way (expected: one at a time; try again)");
    }
    try {
      // For its owner alone, where the file system knows owners.
      return new BackupFile(turn, Files.createTempDirectory(parent, "gslb-backup"));
    } catch (IOException | RuntimeException e) {
      turn.release();
      throw e;
    }
  }

  /** Makes an empty file for its owner alone, in place of one that may be there. */
  static void create(Path file) throws IOException {
    Files.deleteIfExists(file);
    FileAttribute<?>[] attributes = {};
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      attributes =
          new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          };
    }
    Files.createFile(file, attributes);
  }

  Path path() {
    return folder.resolve("backup.state");
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      try {
        Files.deleteIfExists(path());
        Files.deleteIfExists(folder);
      } finally {
        turn.release();
      }
    }
  }
}
