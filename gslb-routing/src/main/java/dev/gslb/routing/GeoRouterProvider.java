package dev.gslb.routing;

import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Set;

/**
 * {@code geo}, also {@code geolocation}: members stand for the regions that they name, and a client
 * gets those of the region nearest to it by rule. The regions are tried in this order:
 *
 * <ol>
 *   <li>that of the longest custom prefix that the client is in;
 *   <li>those that claim its country;
 *   <li>those that claim its continent;
 *   <li>the default region;
 *   <li>the others, in the order in which the members name them first.
 * </ol>
 *
 * <p>The first one with a candidate is chosen, and all answers come from it. Endpoints of one
 * region take turns; policies of one region are preferred as declared. The scope of the answer (RFC
 * 7871) is the shortest prefix of the client's address whose addresses all have the same order of
 * regions.
 *
 * <p>Options, all of them optional:
 *
 * <ul>
 *   <li>{@code database}: path of a MaxMind DB file with countries. Without one, only custom
 *       mappings tell clients apart;
 *   <li>{@code regions}: a list of {@code name}, {@code countries} (ISO 3166-1 alpha-2) and {@code
 *       continents} (AF, AN, AS, EU, NA, OC, SA);
 *   <li>{@code custom_mappings}: a list of {@code cidr}, {@code region} and {@code comment};
 *   <li>{@code default_region}: a region's name.
 * </ul>
 *
 * <p>The database is read when a router is built, and is read anew if its size or time of change
 * differ from before. Equal rules share one table in memory, as long as one provider builds them.
 */
public final class GeoRouterProvider implements RouterProvider {
  private final Continents continents = new Continents();
  private final Shared<FileState, GeoDatabase> databases = new Shared<>();
  private final Shared<GeoRules, GeoTable> tables = new Shared<>();

  /** For {@link java.util.ServiceLoader}. */
  public GeoRouterProvider() {}

  /** A file as it was when it was read. */
  private record FileState(File file, long octets, FileTime changed) {}

  @Override
  public String name() {
    return "geo";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("geolocation");
  }

  @Override
  public Router create(RouterConfig config) {
    GeoRules rules = GeoOptions.read(config, continents, this::open);
    GeoTable table = tables.get(rules, () -> new GeoTable(rules));
    return new GeoRouter(table, config.members());
  }

  private GeoDatabase open(String path) throws IOException {
    try {
      File file = Path.of(path).toAbsolutePath().toFile();
      BasicFileAttributes state = Files.readAttributes(file.toPath(), BasicFileAttributes.class);
      return databases.get(
          new FileState(file, state.size(), state.lastModifiedTime()),
          () -> GeoDatabase.read(file, continents));
    } catch (InvalidPathException e) {
      throw new IOException("not a path", e);
    } catch (NoSuchFileException e) {
      throw new IOException("no such file", e);
    }
  }
}
