package dev.gslb.zone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Delivers a master file with what it includes, one line at a time and never more, so that whoever
 * parses it can be asked at any moment where the line stands that was read last. Includes are
 * bounded in depth (RFC 1035 section 5.1 sets no bound).
 */
final class MasterFileLines extends InputStream {
  private static final int MAX_DEPTH = 10;

  private final Deque<Source> sources = new ArrayDeque<>();
  private byte[] line = {};
  private int at;
  private String place;

  private static final class Source {
    final Path file;
    final BufferedReader reader;
    Name origin;
    int lines;

    Source(Path file, Name origin) throws IOException {
      this.file = file;
      this.origin = origin;
      // Octets, whatever they mean: master files have no character set.
      this.reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
    }
  }

  MasterFileLines(Path file, Name origin) throws IOException {
    place = file.toString();
    sources.push(new Source(file, origin));
  }

  /** File and line of what was delivered last. */
  String place() {
    return place;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (at == line.length) {
      String text = nextLine();
      if (text == null) {
        return -1;
      }
      line = (text + "\n").getBytes(StandardCharsets.ISO_8859_1);
      at = 0;
    }
    int count = Math.min(length, line.length - at);
    System.arraycopy(line, at, buffer, offset, count);
    at += count;
    return count;
  }

  private @Nullable String nextLine() throws IOException {
    Source source = sources.peek();
    if (source == null) {
      return null;
    }
    String text = source.reader.readLine();
    if (text == null) {
      source.reader.close();
      sources.pop();
      Source outer = sources.peek();
      return outer == null ? null : "$ORIGIN " + outer.origin;
    }
    source.lines++;
    place = source.file + ":" + source.lines;
    return text.startsWith("$") ? directive(source, text) : text;
  }

  private String directive(Source source, String text) throws IOException {
    String[] words = text.replaceFirst(";.*", "").trim().split("\\s+", -1);
    String name = words[0].toUpperCase(Locale.ROOT);
    if (words.length < 2) {
      return text;
    }
    if (name.equals("$ORIGIN")) {
      source.origin = name(words[1], source.origin);
    } else if (name.equals("$INCLUDE")) {
      Name origin = words.length > 2 ? name(words[2], source.origin) : source.origin;
      include(source.file.resolveSibling(words[1].replace("\"", "")), origin);
      return "$ORIGIN " + origin;
    }
    return text;
  }

  private static Name name(String text, Name origin) throws TextParseException {
    return text.equals("@") ? origin : Name.fromString(text, origin);
  }

  private void include(Path file, Name origin) throws IOException {
    if (sources.size() >= MAX_DEPTH) {
      throw new IOException("$INCLUDE " + file + " is more than " + MAX_DEPTH + " files deep");
    }
    try {
      sources.push(new Source(file, origin));
    } catch (NoSuchFileException e) {
      throw new IOException("$INCLUDE " + file + ": no such file", e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Source source : sources) {
      source.reader.close();
    }
    sources.clear();
  }
}
