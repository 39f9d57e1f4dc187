package dev.gslb.zone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.xbill.DNS.Name;

/**
 * Cuts a master file and what it includes into entries: a line, or several that parentheses join
 * (RFC 1035 section 5.1). So an entry that cannot be understood does not hide those behind it.
 * Includes are bounded in depth, and entries in size, though the RFC sets no bound.
 */
final class MasterFileEntries implements AutoCloseable {
  private static final int MAX_DEPTH = 10;
  private static final int BUFFER = 1 << 16;

  /** Octets of the longest entry: 65,535 of RDATA in hexadecimal, with room for comments. */
  private static final int MAX_ENTRY = 1 << 20;

  private final Deque<Source> sources = new ArrayDeque<>();
  private byte[] bytes = {};
  private int from;
  private int to;
  private boolean closed;
  private boolean strayReturn;
  private String file;
  private int line;

  /** A file that is being read, and where in it. */
  private static final class Source {
    final Path file;
    final InputStream in;
    Name origin;
    byte[] buffer = new byte[BUFFER];
    int at;
    int end;
    int lines;
    boolean ended;

    Source(Path file, Name origin) throws IOException {
      this.file = file;
      this.in = Files.newInputStream(file);
      this.origin = origin;
    }

    /** Reads on, behind what is kept from an index on. Returns how far that moved to the left. */
    int fill(int kept) throws IOException {
      if (kept > 0) {
        System.arraycopy(buffer, kept, buffer, 0, end - kept);
        end -= kept;
      } else if (end == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * end);
      }
      int count = in.read(buffer, end, buffer.length - end);
      ended = count < 0;
      end += Math.max(count, 0);
      return kept;
    }
  }

  MasterFileEntries(Path file, Name origin) throws IOException {
    this.file = file.toString();
    sources.push(new Source(file, origin));
  }

  /** Reads from a file what comes next. */
  void include(String name, Name origin) throws IOException {
    Source outer = sources.element();
    if (sources.size() >= MAX_DEPTH) {
      throw new IOException("$INCLUDE " + name + " is more than " + MAX_DEPTH + " files deep");
    }
    sources.push(new Source(outer.file.resolveSibling(name), origin));
  }

  /** What relative names are relative to; each file has its own. */
  Name origin() {
    return sources.element().origin;
  }

  void origin(Name origin) {
    sources.element().origin = origin;
  }

  /** Goes to the next entry that is not blank. Returns false behind the last one. */
  boolean next() throws IOException {
    Source source = sources.peek();
    while (source != null) {
      while (source.at < source.end || !source.ended) {
        cut(source);
        if (strayReturn || !isBlank()) {
          return true;
        }
      }
      if (sources.size() == 1) {
        return false;
      }
      source.in.close();
      sources.pop();
      source = sources.peek();
    }
    return false;
  }

  private void cut(Source source) throws IOException {
    file = source.file.toString();
    line = source.lines + 1;
    int start = source.at;
    int at = start;
    int comment = -1;
    int depth = 0;
    boolean quoted = false;
    boolean escaped = false;
    boolean returned = false;
    strayReturn = false;
    while (true) {
      if (at == source.end) {
        if (at - start > MAX_ENTRY) {
          throw new IOException("an entry that does not end within " + MAX_ENTRY + " octets");
        }
        int moved = source.fill(start);
        start -= moved;
        at -= moved;
        comment -= comment < 0 ? 0 : moved;
        if (source.ended) {
          break;
        }
        continue;
      }
      byte octet = source.buffer[at];
      strayReturn |= returned && octet != '\n';
      returned = octet == '\r';
      if (octet == '\n') {
        source.lines++;
        quoted = false;
        escaped = false;
        if (depth == 0) {
          break;
        }
        comment = -1;
      } else if (comment >= 0 || escaped) {
        escaped = false;
      } else if (octet == '\\') {
        escaped = true;
      } else if (octet == '"') {
        quoted = !quoted;
      } else if (!quoted && octet <= ';') {
        if (octet == ';') {
          comment = at;
        } else if (octet == '(') {
          depth++;
        } else if (octet == ')') {
          // One too many is for the parser to say.
          depth = Math.max(0, depth - 1);
        }
      }
      at++;
    }
    closed = depth == 0;
    bytes = source.buffer;
    from = start;
    to = comment >= 0 ? comment : at;
    source.at = Math.min(at + 1, source.end);
  }

  private boolean isBlank() {
    for (int i = from; i < to; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /** The array that holds the entry, until the next one is asked for. */
  byte[] bytes() {
    return bytes;
  }

  /** Index of the entry's first octet. */
  int from() {
    return from;
  }

  /** Index behind the entry's last octet; a comment behind it and the end of line are left out. */
  int to() {
    return to;
  }

  /** Whether the file did not end before the entry's parentheses did. */
  boolean isClosed() {
    return closed;
  }

  /**
   * Whether a carriage return stands anywhere but before an end of line. Some readers take it for
   * an end of line and others do not, so that it could hide an entry.
   */
  boolean hasStrayReturn() {
    return strayReturn;
  }

  /** File and line at which the entry begins. */
  String place() {
    return line == 0 ? file : file + ":" + line;
  }

  @Override
  public void close() throws IOException {
    for (Source source : sources) {
      source.in.close();
    }
    sources.clear();
  }
}
