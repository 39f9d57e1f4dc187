package dev.gslb.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Copies of a store's state in one file, the same for all stores: what one wrote, any other can
 * take over. The file has a checksum over all of it.
 *
 * <p>The entries under {@code cluster/} say how the cluster itself is, such as who leads, and those
 * under {@code last-healthy/} what its servers see; they stand in the file but are not restored.
 * Leases without entries are left out.
 *
 * <p>The methods block, and hold all of the state in memory. They must not be called on a thread of
 * the store.
 */
public final class StateBackup {

  /** Before the keys of the entries that belong to a cluster and not to what it serves. */
  static final String OF_THE_CLUSTER = "cluster/";

  /** Before the keys of the entries that a running server writes by itself. */
  static final String LAST_HEALTHY = "last-healthy/";

  private StateBackup() {}

  /**
   * Writes the state of a running store at one revision. The file appears, or is replaced, when all
   * of it is on the disk; until then it is written beside it. Where the file system knows POSIX
   * permissions, only its owner may read or write it.
   *
   * <p>A state that is too large for one {@link StateStore#list page} and changes meanwhile is
   * brought to one revision with the help of a write to the key {@code cluster/backup}.
   *
   * @param store the store
   * @param file the file, whose directory exists
   * @return the revision that was written
   * @throws IOException if the file cannot be written
   * @throws StateStoreException if the store cannot be read
   */
  public static long write(StateStore store, Path file) throws IOException {
    StateImage image = new StateReading(store).read();
    Path whole = file.toAbsolutePath();
    Path part = whole.resolveSibling(whole.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      // A new file, so that no link leads elsewhere.
      try (FileChannel channel =
              FileChannel.open(
                  part,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  ownerOnly(part));
          OutputStream out = Channels.newOutputStream(channel)) {
        image.writeTo(out);
        channel.force(true);
      }
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    Directories.force(whole.resolveSibling(""));
    return image.revision();
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };
  }

  /**
   * Fills an empty store with the state of a file. Values and leases are the same afterwards, while
   * revisions are the store's own; the time of each lease begins anew. Nobody else may write
   * meanwhile. If it fails on the way, the store is left with a part, and must be made empty before
   * it is tried again.
   *
   * @param file what {@link #write} wrote
   * @param store a store without entries, but for those under {@code cluster/} and {@code
   *     last-healthy/}
   * @return how many entries were written
   * @throws IOException if the file cannot be read, or is damaged or something else; then nothing
   *     was written
   * @throws StateStoreException if the store cannot be written; {@link
   *     StateStoreException.Reason#UNSUPPORTED} if it is not empty
   */
  public static int restore(Path file, StateStore store) throws IOException {
    StateImage image;
    try (InputStream in = Files.newInputStream(file)) {
      image = StateImage.readFrom(in);
    } catch (IOException e) {
      throw new IOException(file + " cannot be restored: " + e.getMessage(), e);
    }
    return new StateFilling(image, store).fill();
  }
}
