package dev.gslb.config;

import dev.gslb.spi.AccessRule;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code dynamic} and {@code updates} of a zone. */
final class UpdatesReader {
  private static final String NAME = "a name in the zone, or *. and one";
  private static final String TYPE = "a type of records such as A";

  private static final Logger LOG = LoggerFactory.getLogger(UpdatesReader.class);

  private final Function<MapReader, AccessRule> rule;

  /**
   * Makes a reader.
   *
   * @param rule reads whom a section permits something to
   */
  UpdatesReader(Function<MapReader, AccessRule> rule) {
    this.rule = rule;
  }

  /** Reads what is granted; empty if the zone is not dynamic. */
  Optional<List<UpdateGrant>> read(@Nullable DomainName apex, MapReader zone) {
    if (!zone.flag("dynamic", false)) {
      zone.onlyWith("dynamic: true", "updates");
      return Optional.empty();
    }
    List<UpdateGrant> grants = new ArrayList<>();
    for (MapReader grant : zone.maps("updates")) {
      grants.add(grant(apex, grant));
    }
    if (grants.isEmpty()) {
      LOG.warn("{} is dynamic, and has no updates that anybody may make", zone.section().place());
    }
    return Optional.of(grants);
  }

  private UpdateGrant grant(@Nullable DomainName apex, MapReader section) {
    List<DomainName> names = new ArrayList<>();
    for (Node.Scalar text : section.textOrTexts("names", NAME)) {
      DomainName name = Names.domain(text.text());
      if (name == null || (apex != null && !name.isAtOrBelow(apex))) {
        section.problems().add(text, NAME);
      } else {
        names.add(name);
      }
    }
    Set<RecordType> types = new LinkedHashSet<>();
    for (Node.Scalar text : section.textOrTexts("types", TYPE)) {
      RecordType type = type(text.text());
      if (type == null) {
        section.problems().add(text, TYPE);
      } else {
        types.add(type);
      }
    }
    return new UpdateGrant(rule.apply(section), names, types);
  }

  /** A type that a zone may have; null if it is none. */
  private static @Nullable RecordType type(String text) {
    try {
      RecordType type = RecordType.of(text);
      return type.isData() ? type : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
