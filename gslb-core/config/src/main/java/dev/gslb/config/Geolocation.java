package dev.gslb.config;

import dev.gslb.spi.Network;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code overwatch.geolocation} and the regions' places, as options of a router. The
 * options are put together of the nodes that were written, so that a problem is placed there.
 */
final class Geolocation {
  private static final String DATABASE = "database_path";
  private static final String DEFAULT_REGION = "default_region";
  private static final String MAPPINGS = "custom_mappings";

  /** Where mappings stand that are in no file. */
  static final Place AT_RUN_TIME =
      Place.root(new SourceFile(Path.of("geo", "mappings"), Integer.MAX_VALUE));

  private final Map<String, Region> regions;
  private final Map<String, Node> database = new LinkedHashMap<>();
  private final List<Written> written = new ArrayList<>();
  private final Map<Network, Additions.Mapping> said = new LinkedHashMap<>();
  private final List<Node.Section> mappings = new ArrayList<>();
  private Node.@Nullable Scalar defaultRegion;
  private boolean ecsEnabled = true;

  /** A mapping of a file. */
  private record Written(Network network, String region, String comment, Node.Section section) {}

  private Geolocation(Map<String, Region> regions) {
    this.regions = regions;
  }

  /**
   * Reads the section; without one, the defaults apply.
   *
   * @param said goes before what is written for the same network; what is of no region is left out
   */
  static Geolocation read(
      @Nullable MapReader reader,
      Map<String, Region> regions,
      Fingerprint.Recorder recorder,
      List<Additions.Mapping> said) {
    Geolocation geolocation = new Geolocation(regions);
    if (reader != null) {
      geolocation.readFrom(reader, recorder);
    }
    geolocation.join(said);
    return geolocation;
  }

  private void join(List<Additions.Mapping> more) {
    for (Additions.Mapping mapping : more) {
      if (regions.containsKey(mapping.region())) {
        said.put(mapping.network(), mapping);
      }
    }
    for (Written mapping : written) {
      if (!said.containsKey(mapping.network())) {
        mappings.add(mapping.section());
      }
    }
    said.values().forEach(mapping -> mappings.add(section(mapping)));
  }

  /** What the mapping would be in a file. */
  private static Node.Section section(Additions.Mapping mapping) {
    Place place = AT_RUN_TIME.missing(mapping.network().toString());
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("cidr", mapping.network().toString());
    texts.put("region", mapping.region());
    texts.put("comment", mapping.comment());
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    texts.forEach(
        (key, text) ->
            entries.put(key, new Node.Entry(place, new Node.Scalar(place, Node.Kind.TEXT, text))));
    return new Node.Section(place, entries);
  }

  private void readFrom(MapReader reader, Fingerprint.Recorder recorder) {
    Node.Scalar path = reader.scalar(DATABASE, "a file in MaxMind format");
    if (path != null) {
      Path file = NamedFile.find(path, "a file in MaxMind format", reader.problems(), recorder);
      if (file != null) {
        database.put("database", path.withText(file.toString()));
      }
    }
    Node.Scalar region = reader.scalar(DEFAULT_REGION, "the name of a region");
    if (region != null && isDeclared(region, reader.problems())) {
      defaultRegion = region.withText(region.text());
    }
    ecsEnabled = reader.flag("ecs_enabled", true);
    for (MapReader mapping : reader.maps(MAPPINGS)) {
      readMapping(mapping);
    }
    reader.finish();
  }

  private void readMapping(MapReader reader) {
    String expected = "a prefix such as 10.1.0.0/16";
    Network cidr = reader.parsed("cidr", expected, Addresses::network);
    if (!reader.has("cidr")) {
      reader.required("cidr", expected);
    }
    Node.Scalar region = reader.scalar("region", "the name of a region");
    if (!reader.has("region")) {
      reader.required("region", "the name of a region");
    }
    Node.Scalar comment = reader.scalar("comment", "a text");
    reader.finish();
    if (region == null || !isDeclared(region, reader.problems()) || cidr == null) {
      return;
    }
    Node.Section mapping = reader.section().with("region", region.withText(region.text()));
    if (comment != null) {
      mapping = mapping.with("comment", comment.withText(comment.text()));
    }
    String words = comment == null ? "" : comment.text();
    written.add(new Written(cidr, region.text(), words, mapping));
  }

  private boolean isDeclared(Node.Scalar region, Problems problems) {
    if (!regions.containsKey(region.text())) {
      problems.add(region, "a region that is declared");
      return false;
    }
    return true;
  }

  /** The mappings of the files. */
  List<DeclaredMapping> declared() {
    return written.stream()
        .map(
            mapping ->
                new DeclaredMapping(
                    mapping.network(),
                    mapping.region(),
                    mapping.comment(),
                    mapping.section().place().position(),
                    said.containsKey(mapping.network())))
        .toList();
  }

  boolean knows(String region) {
    return regions.containsKey(region);
  }

  /** Whose mapping places a client; empty if none does. */
  Optional<Placement.Source> mapping(InetAddress client) {
    int longest = -1;
    Placement.Source source = null;
    for (Additions.Mapping mapping : said.values()) {
      if (mapping.network().prefixLength() > longest && mapping.network().contains(client)) {
        longest = mapping.network().prefixLength();
        source = Placement.Source.RUNTIME;
      }
    }
    for (Written mapping : written) {
      if (mapping.network().prefixLength() > longest && mapping.network().contains(client)) {
        longest = mapping.network().prefixLength();
        source = Placement.Source.CONFIGURATION;
      }
    }
    return Optional.ofNullable(source);
  }

  boolean ecsEnabled() {
    return ecsEnabled;
  }

  /**
   * Adds to a router's options what is known of the regions among its members. What the options say
   * themselves stays.
   */
  Node.Section complete(Node.Section options, Set<String> members) {
    Map<String, Node> known = new LinkedHashMap<>(database);
    List<Node> places = new ArrayList<>();
    for (String member : members) {
      Region region = regions.get(member);
      if (region != null) {
        places.add(place(region));
      }
    }
    known.put("regions", new Node.Items(options.place(), places));
    List<Node> mapped = new ArrayList<>();
    for (Node.Section mapping : mappings) {
      if (mapping.get("region") instanceof Node.Scalar region && members.contains(region.text())) {
        mapped.add(mapping);
      }
    }
    if (!mapped.isEmpty()) {
      known.put(MAPPINGS, new Node.Items(options.place(), mapped));
    }
    if (defaultRegion != null && members.contains(defaultRegion.text())) {
      known.put(DEFAULT_REGION, defaultRegion);
    }
    Node.Section completed = options;
    for (Map.Entry<String, Node> entry : known.entrySet()) {
      if (options.get(entry.getKey()) == null) {
        completed = completed.with(entry.getKey(), entry.getValue());
      }
    }
    return completed;
  }

  private static Node.Section place(Region region) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    Node written = region.section().get("name");
    Place named = written == null ? region.section().place() : written.place();
    entries.put(
        "name", new Node.Entry(named, new Node.Scalar(named, Node.Kind.TEXT, region.name())));
    for (String key : List.of("countries", "continents")) {
      Node.Entry entry = region.section().entries().get(key);
      if (entry != null) {
        entries.put(key, entry);
      }
    }
    return new Node.Section(region.section().place(), entries);
  }
}
