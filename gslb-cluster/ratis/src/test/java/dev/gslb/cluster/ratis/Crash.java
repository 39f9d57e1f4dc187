package dev.gslb.cluster.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;

/**
 * The end of a process whose machine lost power: a copy of the directory as it was while the node
 * ran, without what its log had not forced to the disk, takes the directory's place. Names of files
 * are taken for durable, as are files that Ratis forces before it renames them.
 */
final class Crash {
  private static final int ATTEMPTS = 20;

  private Crash() {}

  /** Copies the directory of a running node that nobody hears any more. */
  static void freeze(RatisBackend node, Path directory, Random random) throws IOException {
    long forced = node.flushedIndex();
    Path copy = copyOf(directory);
    for (int i = 1; ; i++) {
      try {
        delete(copy);
        copy(directory, copy);
        break;
      } catch (NoSuchFileException | UncheckedIOException e) {
        if (i == ATTEMPTS) {
          throw e; // else a segment got another name meanwhile
        }
      }
    }
    try (Stream<Path> files = Files.walk(copy)) {
      for (Path file : files.filter(Crash::isOpenSegment).toList()) {
        loseUnforced(file, forced, random);
      }
    }
  }

  /** Puts the copy in the place of the directory, whose node is closed. */
  static void thaw(Path directory) throws IOException {
    delete(directory);
    Files.move(copyOf(directory), directory);
  }

  private static Path copyOf(Path directory) {
    return directory.resolveSibling(directory.getFileName() + ".frozen");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        Path target = to.resolve(file.getFileName().toString());
        if (Files.isDirectory(file)) {
          copy(file, target);
        } else if (!file.endsWith("in_use.lock")) {
          Files.copy(file, target);
        }
      }
    }
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Counts the snapshots in a directory. */
  static long snapshots(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("snapshot\\.\\d+_\\d+"))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isOpenSegment(Path file) {
    return file.getFileName().toString().startsWith("log_inprogress_");
  }

  /** Keeps the entries up to an index, and of the rest any part, or other octets. */
  private static void loseUnforced(Path segment, long forced, Random random) throws IOException {
    byte[] octets = Files.readAllBytes(segment);
    int end = TornTail.HEADER_BYTES;
    int next = TornTail.afterEntry(octets, end);
    while (next > 0 && index(octets, end) <= forced) {
      end = next;
      next = TornTail.afterEntry(octets, end);
    }
    int kept = Math.min(octets.length, end + random.nextInt(64));
    Arrays.fill(octets, kept, octets.length, (byte) 0);
    if (random.nextBoolean()) {
      for (int i = end; i < Math.min(octets.length, end + 48); i++) {
        octets[i] = (byte) random.nextInt();
      }
    }
    Files.write(segment, octets);
  }

  private static long index(byte[] octets, int start) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(octets, start, octets.length - start);
    byte[] entry = in.readByteArray();
    return LogEntryProto.parseFrom(entry).getIndex();
  }
}
