package dev.gslb.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Builds the nodes of one document from parser events, without recursion. Depth, the number of
 * values and what aliases add to it are bounded, so that reading is bounded for any input.
 */
final class YamlReader {
  /** The longest document, in code points. */
  static final int MAX_CODE_POINTS = 64 * 1024 * 1024;

  /** The deepest nesting of lists and maps. */
  static final int MAX_DEPTH = 50;

  /** The most values of a document, those that an alias or a merge repeats counted each time. */
  static final int MAX_VALUES = 5_000_000;

  private static final ScalarResolver RESOLVER = new CoreSchema().getScalarResolver();

  private final SourceFile source;
  private final Interpolation interpolation;
  private final Problems problems;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private @Nullable OpenNode open;
  private @Nullable Node root;
  private int depth;
  private int values;

  /** An anchored node and how many values it holds, its aliases' included. */
  private record Anchored(Node node, int values) {}

  /** Ends the reading of a document that breaks a limit or cannot be understood. */
  private static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final String value;
    private final String expected;

    UnreadableException(Place place, String value, String expected) {
      super(value, null, false, false);
      this.place = place;
      this.value = value;
      this.expected = expected;
    }
  }

  private YamlReader(SourceFile source, Interpolation interpolation, Problems problems) {
    this.source = source;
    this.interpolation = interpolation;
    this.problems = problems;
  }

  /**
   * Reads a document. Returns null if it holds nothing, or cannot be read and a problem says why.
   */
  static @Nullable Node read(
      SourceFile source, String text, Interpolation interpolation, Problems problems) {
    Place start = Place.root(source);
    YamlReader reader = new YamlReader(source, interpolation, problems);
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source.toString())
            .setCodePointLimit(MAX_CODE_POINTS)
            .setParseComments(false)
            .build();
    try {
      Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
      while (parser.hasNext()) {
        reader.accept(parser.next());
      }
      return reader.root;
    } catch (UnreadableException e) {
      problems.add(e.place, e.value, e.expected);
    } catch (MarkedYamlEngineException e) {
      Place place =
          e.getProblemMark()
              .map(mark -> new Place(source, line(mark), column(mark), null, ""))
              .orElse(start);
      problems.add(place, oneLine(e.getProblem()), "valid YAML");
    } catch (YamlEngineException e) {
      problems.add(start, oneLine(e.getMessage()), "valid YAML");
    }
    return null;
  }

  private void accept(Event event) {
    switch (event.getEventId()) {
      case Scalar -> acceptScalar((ScalarEvent) event);
      case Alias -> acceptAlias((AliasEvent) event);
      case MappingStart, SequenceStart -> begin((CollectionStartEvent) event);
      case MappingEnd, SequenceEnd -> end();
      case DocumentStart -> {
        if (root != null) {
          throw refused(place(event), "a second document", "one document in a file");
        }
      }
      default -> {}
    }
  }

  private void acceptScalar(ScalarEvent event) {
    Place place = place(event);
    count(place, 1);
    if (open != null && open.wantsKey()) {
      open.key(event.getValue(), event.isPlain(), place, problems);
      return;
    }
    boolean tagged = checkTag(place, event.getTag(), Tag.STR);
    Node.Scalar scalar = scalar(place, event.getValue(), tagged || !event.isPlain());
    event.getAnchor().ifPresent(a -> anchors.put(a.getValue(), new Anchored(scalar, 1)));
    put(scalar);
  }

  private Node.Scalar scalar(Place place, String written, boolean quoted) {
    if (Interpolation.isNeeded(written)) {
      String replaced = interpolation.apply(written, place, problems);
      return replaced == null
          ? new Node.Scalar(place, Node.Kind.BROKEN, written)
          : new Node.Scalar(place, kind(replaced), replaced);
    }
    return new Node.Scalar(place, quoted ? Node.Kind.TEXT : kind(written), written);
  }

  private static Node.Kind kind(String text) {
    Tag tag = RESOLVER.resolve(text, true);
    if (tag.equals(Tag.INT)) {
      return Node.Kind.INTEGER;
    }
    if (tag.equals(Tag.FLOAT)) {
      return Node.Kind.DECIMAL;
    }
    if (tag.equals(Tag.BOOL)) {
      return Node.Kind.FLAG;
    }
    return tag.equals(Tag.NULL) ? Node.Kind.NULL : Node.Kind.TEXT;
  }

  private void acceptAlias(AliasEvent event) {
    String name = event.getAlias().getValue();
    Anchored anchored = anchors.get(name);
    if (anchored == null || (open != null && open.wantsKey())) {
      throw refused(place(event), "*" + name, "the anchor of a value that ends before this");
    }
    count(place(event), anchored.values());
    put(anchored.node());
  }

  private void begin(CollectionStartEvent event) {
    Place place = place(event);
    boolean map = event.getEventId() == Event.ID.MappingStart;
    count(place, 1);
    if (open != null && open.wantsKey()) {
      throw refused(place, map ? "a map as a key" : "a list as a key", "a text");
    }
    if (++depth > MAX_DEPTH) {
      throw refused(place, "deeper nesting", "at most " + MAX_DEPTH + " levels");
    }
    checkTag(place, event.getTag(), map ? Tag.MAP : Tag.SEQ);
    String anchor = event.getAnchor().map(Anchor::getValue).orElse("");
    open = new OpenNode(open, place, map, anchor, values);
  }

  private void end() {
    OpenNode ended = Objects.requireNonNull(open);
    depth--;
    open = ended.around();
    count(ended.place(), ended.merge(problems));
    Node node = ended.close();
    if (!ended.anchor().isEmpty()) {
      anchors.put(ended.anchor(), new Anchored(node, values - ended.valuesBefore() + 1));
    }
    put(node);
  }

  private void put(Node node) {
    if (open == null) {
      root = node;
    } else {
      open.value(node);
    }
  }

  private void count(Place place, int more) {
    values += more;
    if (values > MAX_VALUES) {
      throw refused(place, "more values", "at most " + MAX_VALUES + ", aliased ones included");
    }
  }

  /** Says whether the value carries the one tag that it may. Any other is a problem. */
  private boolean checkTag(Place place, Optional<String> tag, Tag allowed) {
    if (tag.isPresent() && !tag.get().equals(allowed.getValue()) && !tag.get().equals("!")) {
      problems.add(place, "tag " + tag.get(), "a value without a tag");
    }
    return tag.isPresent();
  }

  private Place place(Event event) {
    int line = event.getStartMark().map(YamlReader::line).orElse(1);
    int column = event.getStartMark().map(YamlReader::column).orElse(1);
    return open == null ? new Place(source, line, column, null, "") : open.child(line, column);
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }

  private static int column(Mark mark) {
    return mark.getColumn() + 1;
  }

  private static UnreadableException refused(Place place, String value, String expected) {
    return new UnreadableException(place, value, expected);
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).replaceAll("\\s+", " ").strip();
  }
}
