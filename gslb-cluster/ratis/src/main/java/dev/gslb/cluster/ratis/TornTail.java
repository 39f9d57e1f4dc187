package dev.gslb.cluster.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off what a lost supply of power left half-written at the end of Ratis' log. Ratis itself
 * either refuses such a log or takes any damage, also to what was acknowledged, for its end. Here
 * an entry is taken for unfinished only if it is in the file that was being written and no whole
 * entry stands after it; what was forced to the disk has a whole entry behind it, or is one.
 *
 * <pre>
 * "RaftLog1" { length(varint) entry crc32c(4, over length and entry) } zeros
 * </pre>
 */
final class TornTail {
  private static final Logger LOG = LoggerFactory.getLogger(TornTail.class);
  private static final String OPEN_SEGMENTS = "log_inprogress_*";
  static final int HEADER_BYTES = 8;
  private static final int SUM_BYTES = 4;
  private static final int MOST_LENGTH_BYTES = 5;

  private TornTail() {}

  /** Looks at all groups below a directory of logs, which need not exist. */
  static void cut(Path logs) throws IOException {
    if (!Files.isDirectory(logs)) {
      return;
    }
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(logs, Files::isDirectory)) {
      for (Path group : groups) {
        Path current = group.resolve("current");
        if (Files.isDirectory(current)) {
          try (DirectoryStream<Path> open = Files.newDirectoryStream(current, OPEN_SEGMENTS)) {
            for (Path segment : open) {
              cutSegment(segment);
            }
          }
        }
      }
    }
  }

  private static void cutSegment(Path segment) throws IOException {
    byte[] octets = Files.readAllBytes(segment);
    int end = HEADER_BYTES;
    int next = HEADER_BYTES;
    while ((next = afterEntry(octets, end)) > 0) {
      end = next;
    }
    if (end >= octets.length || isZero(octets, end)) {
      return;
    }
    int claimed = claimedEnd(octets, end);
    if (claimed > 0 && claimed < octets.length && afterEntry(octets, claimed) > 0) {
      return; // damage amid what was written: Ratis refuses it
    }
    LOG.warn("{}: what follows octet {} was never finished, and is cut off", segment, end);
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      channel.truncate(end);
      channel.force(true);
    }
  }

  /** Returns where the entry that begins here ends; -1 if there is no whole one. */
  static int afterEntry(byte[] octets, int start) {
    int end = claimedEnd(octets, start);
    if (end < 0 || end > octets.length) {
      return -1;
    }
    CRC32C sum = new CRC32C();
    sum.update(octets, start, end - SUM_BYTES - start);
    int stored = ByteBuffer.wrap(octets).getInt(end - SUM_BYTES);
    return stored == (int) sum.getValue() ? end : -1;
  }

  /** Returns where the entry that begins here would end by its length; -1 without one. */
  private static int claimedEnd(byte[] octets, int start) {
    long length = 0;
    for (int i = 0; i < MOST_LENGTH_BYTES && start + i < octets.length; i++) {
      byte octet = octets[start + i];
      length |= (octet & 0x7FL) << (7 * i);
      if (octet >= 0) {
        long end = start + i + 1 + length + SUM_BYTES;
        return length == 0 || end > Integer.MAX_VALUE ? -1 : (int) end;
      }
    }
    return -1;
  }

  private static boolean isZero(byte[] octets, int from) {
    for (int i = from; i < octets.length; i++) {
      if (octets[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
