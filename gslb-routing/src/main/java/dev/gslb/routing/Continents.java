package dev.gslb.routing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which countries there are (ISO 3166-1 alpha-2) and which continent each is on. Immutable. */
final class Continents {
  private final Map<String, String> continentOf = new HashMap<>();

  /** Reads the table that is part of this library. */
  Continents() {
    var resource =
        Objects.requireNonNull(Continents.class.getResourceAsStream("continents.txt"), "table");
    try (var lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split(" ")))
          .forEach(
              line ->
                  line.subList(1, line.size())
                      .forEach(country -> continentOf.put(country, line.get(0))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The continent of a country, or null if there is no such country. */
  @Nullable String of(String country) {
    return continentOf.get(country);
  }

  Set<String> countries() {
    return Set.copyOf(continentOf.keySet());
  }

  /** The continent codes, sorted. */
  Set<String> codes() {
    return new TreeSet<>(continentOf.values());
  }
}
