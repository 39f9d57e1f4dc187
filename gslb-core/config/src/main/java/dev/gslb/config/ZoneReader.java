package dev.gslb.config;

import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code zones} and {@code dns.zones}, and puts each domain into the deepest zone that covers
 * it. A domain that none covers gets a zone of its own, or shares the one of its ancestor.
 */
final class ZoneReader {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneReader.class);

  private static final String NAME = "the name of a zone";
  private static final RecordType DNSKEY = new RecordType(48);

  /** How the source of what this class added itself begins. */
  private static final String UNPLACED = "the zone ";

  private final ApexReader.Apex defaults;
  private final TransfersReader transfers;
  private final AccessReader access;
  private final Fingerprint.Recorder recorder;
  private final Problems problems;
  private final Map<DomainName, Open> zones = new LinkedHashMap<>();

  /** Where zones were declared that are taken from other servers. */
  private final Map<DomainName, Place> secondaries = new LinkedHashMap<>();

  /** A zone that is being gathered, and where it was declared. */
  private record Open(ZoneBuilder builder, Place place) {}

  ZoneReader(
      ApexReader.Apex defaults,
      TransfersReader transfers,
      AccessReader access,
      Fingerprint.Recorder recorder,
      Problems problems) {
    this.defaults = defaults;
    this.transfers = transfers;
    this.access = access;
    this.recorder = recorder;
    this.problems = problems;
  }

  /** Reads the zones of a document. */
  void read(MapReader root, @Nullable MapReader dns) {
    root.maps("zones").forEach(this::readZone);
    if (dns == null) {
      return;
    }
    for (Node.Scalar text : dns.texts("zones", NAME)) {
      DomainName apex = Names.domain(text.text());
      if (apex == null) {
        problems.add(text, NAME);
      } else if (place(apex) == null) {
        open(apex, text.place(), defaults);
      }
    }
  }

  private void readZone(MapReader reader) {
    DomainName apex = reader.parsed("name", NAME, Names::domain);
    if (!reader.has("name")) {
      reader.required("name", NAME);
    }
    Node.Scalar file = reader.scalar("file", "a master file");
    Path path = file == null ? null : NamedFile.find(file, "a master file", problems, recorder);
    if (file != null && (reader.has("soa") || reader.has("nameservers"))) {
      problems.add(
          reader.section().place(), "soa or nameservers beside file", "SOA and NS in the file");
    }
    boolean secondary = reader.has("primaries");
    if (secondary && (file != null || reader.has("soa") || reader.has("nameservers"))) {
      problems.add(
          reader.section().place(),
          "file, soa or nameservers beside primaries",
          "all records from the primaries");
    }
    transfers.readPrimaries(apex, reader);
    ApexReader.Apex records = ApexReader.read(reader, defaults);
    access.readZone(apex, reader.map("access"));
    if (transfers.readZone(apex, reader) && secondary) {
      problems.add(reader.place("dynamic"), "dynamic beside primaries", "one of them");
    }
    reader.finish();
    Place other = apex == null ? null : place(apex);
    if (other != null) {
      problems.add(
          reader.place("name"),
          String.valueOf(apex),
          "a zone declared once; also at " + other.position());
    } else if (apex != null && secondary) {
      secondaries.put(apex, reader.section().place());
    } else if (apex != null && path != null) {
      ZoneBuilder zone = Zone.builder(apex).addFile(path);
      zones.put(apex, new Open(zone, reader.section().place()));
    } else if (apex != null && file == null) {
      open(apex, reader.section().place(), records);
    }
  }

  private @Nullable Place place(DomainName apex) {
    Open zone = zones.get(apex);
    if (zone != null) {
      return zone.place();
    }
    Place secondary = secondaries.get(apex);
    return secondary == null ? transfers.catalog(apex) : secondary;
  }

  private Open open(DomainName apex, Place place, ApexReader.Apex records) {
    Open zone = new Open(Zone.builder(apex), place);
    if (!records.addTo(zone.builder(), apex)) {
      problems.add(place, apex.toString(), "a shorter name, or soa and nameservers");
    }
    zones.put(apex, zone);
    return zone;
  }

  /** Adds the domains, shortest first, so that an ancestor's zone is there before it is needed. */
  void add(List<DomainReader.Domain> domains) {
    List<DomainReader.Domain> ordered = new ArrayList<>(domains);
    ordered.sort(Comparator.comparingInt(domain -> apex(domain).labelCount()));
    for (DomainReader.Domain domain : ordered) {
      String elsewhere = elsewhere(domain.gslbName().owner());
      if (elsewhere != null) {
        problems.add(
            domain.place(),
            domain.gslbName().owner() + " in " + elsewhere,
            "a name of a zone that is kept here");
        continue;
      }
      Open zone = covering(domain.gslbName().owner());
      if (zone == null) {
        zone = open(apex(domain), domain.place(), defaults);
        if (isAlias(domain.gslbName().policy()) && !domain.gslbName().owner().isWildcard()) {
          problems.add(
              domain.place(),
              domain.gslbName().owner() + " with aliases",
              "a zone around it, in zones or dns.zones: a CNAME cannot stand at an apex");
          continue;
        }
      }
      zone.builder().add(domain.gslbName(), domain.place().toString());
    }
  }

  /** Whether a policy answers with aliases; all of its endpoints are, or none. */
  private static boolean isAlias(Policy policy) {
    PolicyMember first = policy.members().get(0);
    return first instanceof Policy child
        ? isAlias(child)
        : ((Endpoint) first).target() instanceof Target.Alias;
  }

  private static DomainName apex(DomainReader.Domain domain) {
    DomainName owner = domain.gslbName().owner();
    return owner.isWildcard() ? owner.parent() : owner;
  }

  /** What the deepest zone around a name is, if its records do not come from here; else null. */
  private @Nullable String elsewhere(DomainName owner) {
    DomainName at = owner;
    while (!zones.containsKey(at)) {
      if (secondaries.containsKey(at)) {
        return "a zone with primaries";
      }
      if (transfers.catalog(at) != null) {
        return "a catalog";
      }
      if (at.equals(DomainName.ROOT)) {
        return null;
      }
      at = at.parent();
    }
    return null;
  }

  private @Nullable Open covering(DomainName owner) {
    DomainName at = owner;
    while (true) {
      Open zone = zones.get(at);
      if (zone != null || at.equals(DomainName.ROOT)) {
        return zone;
      }
      at = at.parent();
    }
  }

  /** Gives a problem of the zone as a whole the place where the zone was declared. */
  private static Problem placed(Problem problem, Open zone) {
    String place = problem.place();
    return place.startsWith(UNPLACED)
        ? new Problem(zone.place().toString(), problem.value(), problem.expected())
        : problem;
  }

  /**
   * Builds the zones; those with problems are left out.
   *
   * @param stateless whether nothing is kept of what is said at run time
   */
  List<Zone> build(boolean stateless) {
    List<Zone> built = new ArrayList<>();
    for (Open zone : zones.values()) {
      try {
        Zone whole = zone.builder().build();
        if (transfers.isDynamic(whole.apex()) && whole.rrset(whole.apex(), DNSKEY).isPresent()) {
          problems.add(zone.place(), "a signed zone that is dynamic", "one without DNSKEY");
        }
        built.add(whole);
        if (stateless && whole.gslbNames().size() > 0 && transfers.tellsOfPolicies(whole.apex())) {
          LOG.warn(
              "{}: other servers that take {} are not told when the answers of its domains change"
                  + " (expected: overwatch.data_dir, where its serial is kept, or gslb: omit)",
              zone.place(),
              whole.apex());
        }
        zone.builder().warnings().stream()
            .filter(warning -> !warning.place().startsWith(UNPLACED))
            .forEach(warning -> LOG.warn("{}", warning));
      } catch (RefusedException e) {
        problems.addPlaced(
            zone.place(), e.problems().stream().map(problem -> placed(problem, zone)).toList());
      }
    }
    return built;
  }
}
