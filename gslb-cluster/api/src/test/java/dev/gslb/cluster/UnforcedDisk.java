package dev.gslb.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A disk that holds back what was not forced. A file of the scheme {@code unforced:} is a real one,
 * beside which is kept what of it would outlive a crash: all that was forced, and of the writes
 * since then a random choice, of which each may be torn at a sector. Writing can be made to fail.
 */
public final class UnforcedDisk extends FilePathWrapper {

  private static final int SECTOR_BYTES = 512;
  private static final Map<String, Content> CONTENTS = new ConcurrentHashMap<>();

  static {
    FilePath.register(new UnforcedDisk());
  }

  /** For the library. */
  public UnforcedDisk() {}

  /** Returns what stands before a path; asking makes it known. */
  static String scheme() {
    return "unforced:";
  }

  /** Returns what this disk holds of a file. */
  static Content of(Path file) {
    return CONTENTS.computeIfAbsent(file.toAbsolutePath().toString(), path -> new Content(file));
  }

  @Override
  public String getScheme() {
    return "unforced";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    Path file = Path.of(getBase().toString());
    FileChannel base = getBase().open(mode);
    of(file).opened(Files.readAllBytes(file));
    return new Channel(base, of(file));
  }

  /** A write; or a change of the length, if there are no bytes. */
  private static final class Unforced {
    private final long position;
    private final byte[] bytes;

    private Unforced(long position, byte[] bytes) {
      this.position = position;
      this.bytes = bytes;
    }
  }

  /** What is forced, and what is not. */
  static final class Content {
    private byte[] forced;
    private final List<Unforced> unforced = new ArrayList<>();
    private Runnable beforeEach = () -> {};
    private volatile boolean writable = true;

    private Content(Path file) {
      try {
        forced = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Sets what is done before each write, change of the length, and force; on their threads. */
    synchronized void beforeEach(Runnable action) {
      beforeEach = action;
    }

    /** Makes writing and forcing fail, or lets it work again. */
    void writable(boolean now) {
      writable = now;
    }

    /** Returns a content that a crash at this moment may leave. */
    synchronized byte[] afterCrash(Random random) {
      byte[] content = forced;
      for (Unforced each : unforced) {
        if (random.nextInt(3) > 0) {
          content = with(content, torn(each, random));
        }
      }
      return content;
    }

    private static Unforced torn(Unforced write, Random random) {
      int sectors = write.bytes.length / SECTOR_BYTES;
      if (sectors == 0 || random.nextInt(3) > 0) {
        return write;
      }
      int kept = random.nextInt(sectors + 1) * SECTOR_BYTES;
      return random.nextBoolean()
          ? new Unforced(write.position, Arrays.copyOf(write.bytes, kept))
          : new Unforced(
              write.position + kept, Arrays.copyOfRange(write.bytes, kept, write.bytes.length));
    }

    private static byte[] with(byte[] content, Unforced each) {
      if (each.bytes.length == 0) {
        return Arrays.copyOf(content, (int) each.position);
      }
      int end = (int) each.position + each.bytes.length;
      byte[] longer = Arrays.copyOf(content, Math.max(content.length, end));
      System.arraycopy(each.bytes, 0, longer, (int) each.position, each.bytes.length);
      return longer;
    }

    /** Another file that took the place of this one is whole, and was forced before. */
    private synchronized void opened(byte[] found) {
      byte[] known = forced;
      for (Unforced each : unforced) {
        known = with(known, each);
      }
      if (!Arrays.equals(known, found)) {
        forced = found;
        unforced.clear();
      }
    }

    private synchronized void note(Unforced each) throws IOException {
      beforeEach.run();
      requireWritable();
      unforced.add(each);
    }

    private synchronized void force() throws IOException {
      beforeEach.run();
      requireWritable();
      for (Unforced each : unforced) {
        forced = with(forced, each);
      }
      unforced.clear();
    }

    private void requireWritable() throws IOException {
      if (!writable) {
        throw new IOException("No space left on device");
      }
    }
  }

  /** Passes everything on to the real file. */
  private static final class Channel extends FileBaseDefault {
    private final FileChannel base;
    private final Content content;

    private Channel(FileChannel base, Content content) {
      this.base = base;
      this.content = content;
    }

    @Override
    public long size() throws IOException {
      return base.size();
    }

    @Override
    public synchronized int read(ByteBuffer target, long position) throws IOException {
      return base.read(target, position);
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
      byte[] bytes = new byte[source.remaining()];
      source.duplicate().get(bytes);
      content.note(new Unforced(position, bytes));
      return base.write(source, position);
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      content.note(new Unforced(size, new byte[0]));
      base.truncate(size);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      content.force();
      base.force(metadata);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return base.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      base.close();
    }
  }
}
