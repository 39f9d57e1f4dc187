package dev.gslb.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/*
 * An MVStore file is two blocks of header, then chunks, one for each commit, in blocks of 4096 bytes.
 * A chunk begins with a line such as "chunk:1f,block:4e,len:2,...,version:20,..." in hexadecimal
 * digits. (H2 documentation, "MVStore", section "File format".)
 *
 * The library falls back to an older version if a chunk that the newest one needs is damaged, and
 * says nothing. In a file that is only appended to, and forced after each commit, a crash can cost
 * the very last chunk only: if there are others behind the version it fell back to, it was damage.
 */
/** Finds the latest version that a file has a chunk of, whether or not that can be read. */
final class ChunkSurvey {

  private static final int BLOCK_BYTES = 4096;
  private static final int HEADER_BLOCKS = 2;
  private static final int LINE_BYTES = 1024;
  private static final Pattern LINE =
      Pattern.compile(
          "chunk:[0-9a-f]+,[^\\n]*?len:([0-9a-f]{1,7}),[^\\n]*?version:([0-9a-f]{1,15})\\b");

  private ChunkSurvey() {}

  static long latestVersion(Path file) throws IOException {
    long latest = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long blocks = channel.size() / BLOCK_BYTES;
      ByteBuffer line = ByteBuffer.allocate(LINE_BYTES);
      long block = HEADER_BLOCKS;
      while (block < blocks) {
        line.clear();
        channel.read(line, block * BLOCK_BYTES);
        line.flip();
        Matcher match = LINE.matcher(StandardCharsets.ISO_8859_1.decode(line));
        if (match.lookingAt()) {
          latest = Math.max(latest, Long.parseLong(match.group(2), 16));
          block += Math.max(1, Long.parseLong(match.group(1), 16));
        } else {
          block++;
        }
      }
    }
    return latest;
  }
}
