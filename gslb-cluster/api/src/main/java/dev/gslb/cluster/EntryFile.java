package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries in a file. A file that is damaged is renamed to {@code <file>.corrupt-<n>}, and as long
 * as such a file is there without one in its place, none is made: nobody shall begin with nothing
 * without knowing it.
 *
 * <p>Files are only appended to, and replaced by a copy when they have grown too long.
 */
final class EntryFile implements EntrySource {
  private static final Logger LOG = LoggerFactory.getLogger(EntryFile.class);

  private static final long LEAST_COMPACTED_BYTES = 4 << 20;
  private static final int GROWTH = 4;

  private final Path path;
  private final String scheme;
  private long compactAtBytes = LEAST_COMPACTED_BYTES;

  EntryFile(Path file) {
    this(file, "");
  }

  /** With the scheme of a file system that is registered with the library. */
  EntryFile(Path file, String scheme) {
    this.path = file.toAbsolutePath();
    this.scheme = scheme;
  }

  @Override
  public EntryTable open() {
    if (!Files.exists(path)) {
      requireNoneSetAside();
      create();
    }
    // First read all of it: opened for writing, a damaged file would be changed.
    open(builder(path).readOnly()).abandon();
    return open(builder(path));
  }

  /** An empty file appears as a whole: a half of one, after a crash, would look like damage. */
  private void create() {
    Path made = fresh();
    try {
      Files.createDirectories(path.resolveSibling(""));
      Files.deleteIfExists(made);
      MVStore store = builder(made).open();
      EntryTable.in(store).close();
      Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      throw unreadable(e);
    }
    Directories.force(path.resolveSibling(""));
  }

  @Override
  public EntryTable openReadOnly() {
    return open(builder(path).readOnly());
  }

  @Override
  public void compact(EntryTable table) {
    long before = table.fileBytes();
    if (before < compactAtBytes) {
      return;
    }
    Path smaller = fresh();
    try {
      Files.deleteIfExists(smaller);
      MVStore store = builder(smaller).open();
      try {
        table.copyTo(store);
        store.commit();
        store.sync();
      } finally {
        store.closeImmediately();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} could not be compacted", path, e);
      compactAtBytes = 2 * before;
      return;
    }
    table.abandon();
    try {
      Files.move(smaller, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unreadable(e);
    }
    Directories.force(path.resolveSibling(""));
    table.use(builder(path).open());
    compactAtBytes = LEAST_COMPACTED_BYTES + GROWTH * table.fileBytes();
  }

  private Path fresh() {
    return path.resolveSibling(path.getFileName() + ".new");
  }

  @Override
  public long usableBytes() {
    try {
      return Files.getFileStore(path).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE; // writing will tell
    }
  }

  private MVStore.Builder builder(Path file) {
    return new MVStore.Builder()
        .fileName(scheme + file)
        .autoCommitDisabled()
        .autoCommitBufferSize(0); // else a large transaction is written before its end
  }

  private EntryTable open(MVStore.Builder builder) {
    @Nullable MVStore store = null;
    try {
      long latest = ChunkSurvey.latestVersion(path);
      store = builder.open();
      if (latest > store.getCurrentVersion() + 1) {
        throw Checked.damaged("version " + store.getCurrentVersion() + ", but also " + latest);
      }
      return EntryTable.in(store);
    } catch (MVStoreException e) {
      abandon(store);
      throw failed(e);
    } catch (IOException | StateStoreException e) {
      abandon(store);
      throw unreadable(e);
    } catch (RuntimeException | AssertionError e) {
      abandon(store);
      throw damaged(e); // the library finds some damage by running into it
    }
  }

  private static void abandon(@Nullable MVStore store) {
    if (store != null) {
      store.closeImmediately();
    }
  }

  private StateStoreException failed(MVStoreException e) {
    return switch (e.getErrorCode()) {
      case DataUtils.ERROR_FILE_LOCKED ->
          new StateStoreException(
              Reason.IN_USE, path + " is open in another store (expected: one at a time)", e);
      case DataUtils.ERROR_READING_FAILED ->
          // The file was cut short, or the disk fails.
          e.getCause() instanceof EOFException ? damaged(e) : unreadable(e);
      case DataUtils.ERROR_WRITING_FAILED,
          DataUtils.ERROR_UNSUPPORTED_FORMAT,
          DataUtils.ERROR_CLOSED ->
          unreadable(e);
      default -> damaged(e);
    };
  }

  private StateStoreException unreadable(Throwable cause) {
    return new StateStoreException(
        Reason.FAILED, path + " cannot be opened as a state store: " + cause.getMessage(), cause);
  }

  private StateStoreException damaged(Throwable cause) {
    Path aside = path;
    for (int i = 1; Files.exists(aside); i++) {
      aside = path.resolveSibling(path.getFileName() + ".corrupt-" + i);
    }
    try {
      Files.move(path, aside);
    } catch (IOException e) {
      cause.addSuppressed(e);
      return unreadable(cause);
    }
    LOG.error("{} is damaged, and was set aside as {}", path, aside, cause);
    return new StateStoreException(
        Reason.FAILED,
        path + " is damaged, and was set aside as " + aside + "; " + remedy(aside),
        cause);
  }

  private void requireNoneSetAside() {
    String name = path.getFileName() + ".corrupt-";
    Optional<Path> aside = Optional.empty();
    try (Stream<Path> files = Files.list(path.resolveSibling(""))) {
      aside = files.filter(file -> String.valueOf(file.getFileName()).startsWith(name)).findFirst();
    } catch (IOException e) {
      return; // the directory is not there yet, or opening will tell
    }
    if (aside.isPresent()) {
      throw new StateStoreException(
          Reason.FAILED,
          path + " was damaged and set aside as " + aside.get() + "; " + remedy(aside.get()),
          null);
    }
  }

  private static String remedy(Path aside) {
    return "to begin with an empty store, and restore a backup into it, move "
        + aside.getFileName()
        + " to another directory";
  }
}
