package dev.gslb.cluster.ratis;

import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps other nodes out of a directory, in this process and others. */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, and makes the directory if it is missing.
   *
   * @throws StateStoreException {@link Reason#IN_USE} if another node has it
   */
  static DirectoryLock take(Path directory) {
    FileChannel channel = null;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return new DirectoryLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // A node of this process; told below.
    } catch (IOException e) {
      throw new StateStoreException(Reason.FAILED, directory + " cannot be used: " + e, e);
    }
    close(channel);
    throw new StateStoreException(
        Reason.IN_USE, directory + " is in use by another node (expected: one at a time)", null);
  }

  @Override
  public void close() {
    close(channel);
  }

  private static void close(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new StateStoreException(Reason.FAILED, "the lock cannot be closed: " + e, e);
      }
    }
  }
}
