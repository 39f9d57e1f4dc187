package dev.gslb.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a file and everything that it includes. Confined to one thread, for one load. */
final class SourceReader {
  /** The deepest chain of includes. */
  static final int MAX_DEPTH = 10;

  private static final String INCLUDES = "includes";

  private final Interpolation interpolation;
  private final Problems problems;
  private final Fingerprint.Recorder recorder;
  private final List<Node.Section> documents = new ArrayList<>();
  private final Deque<Path> chain = new ArrayDeque<>();
  private final Map<Path, SourceFile> read = new HashMap<>();

  SourceReader(Interpolation interpolation, Problems problems, Fingerprint.Recorder recorder) {
    this.interpolation = interpolation;
    this.problems = problems;
    this.recorder = recorder;
  }

  /** Reads all files, the including before the included. */
  List<Node.Section> read(Path main) {
    read(main, null);
    return documents;
  }

  private void read(Path path, @Nullable Node include) {
    recorder.add(path);
    Place place = include == null ? Place.root(new SourceFile(path, 0)) : include.place();
    Path real;
    String text;
    try {
      if (!Files.isRegularFile(path)) {
        problems.add(place, path + " is not a file", "a YAML file");
        return;
      }
      real = path.toRealPath();
      if (!mayRead(real, path, place)) {
        return;
      }
      text = text(path, place);
    } catch (IOException | SecurityException e) {
      problems.add(place, path + " cannot be read (" + e.getMessage() + ")", "a YAML file");
      return;
    }
    if (text == null) {
      return;
    }
    SourceFile source = new SourceFile(path, read.size());
    read.put(real, source);
    chain.addLast(real);
    Node node = YamlReader.read(source, text, interpolation, problems);
    if (node instanceof Node.Section document) {
      documents.add(document);
      include(source, document);
    } else if (node != null && !isNull(node)) {
      problems.add(node, "a map of settings");
    }
    chain.removeLast();
  }

  private static boolean isNull(Node node) {
    return node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL;
  }

  private boolean mayRead(Path real, Path path, Place place) {
    if (chain.contains(real)) {
      problems.add(place, path + " includes itself", "includes without a cycle");
      return false;
    }
    if (read.containsKey(real)) {
      problems.add(place, path + " was included before", "each file included once");
      return false;
    }
    if (chain.size() > MAX_DEPTH) {
      problems.add(place, path + " is included deeper", "at most " + MAX_DEPTH + " levels");
      return false;
    }
    return true;
  }

  private @Nullable String text(Path path, Place place) throws IOException {
    // An octet is at least a third of a code point's share: longer files cannot fit.
    if (Files.size(path) > 4L * YamlReader.MAX_CODE_POINTS) {
      problems.add(place, path + " is longer", "at most 64 Mi characters");
      return null;
    }
    try {
      ByteBuffer octets = ByteBuffer.wrap(Files.readAllBytes(path));
      String text = StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      problems.add(place, path + " is not UTF-8", "a YAML file in UTF-8");
      return null;
    }
  }

  private void include(SourceFile source, Node.Section document) {
    MapReader reader = new MapReader(document, problems);
    for (Node.Scalar pattern : reader.textOrTexts(INCLUDES, "a file or a pattern")) {
      try {
        Path target = source.resolve(pattern.text());
        if (Glob.isPattern(pattern.text())) {
          Glob glob = Glob.expand(target);
          glob.directories().forEach(recorder::add);
          glob.files().forEach(file -> read(file, pattern));
        } else {
          read(target, pattern);
        }
      } catch (InvalidPathException | IOException | SecurityException e) {
        problems.add(pattern.place(), e.getMessage() + "", "a file or a pattern");
      }
    }
  }
}
