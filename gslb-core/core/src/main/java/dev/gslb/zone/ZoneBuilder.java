package dev.gslb.zone;

import dev.gslb.internal.table.NameServerCheck;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.table.PackedZoneEditor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a zone. Problems are kept until {@link #build}, which reports all of them. Confined to
 * one thread.
 */
public final class ZoneBuilder {
  private static final int SYNTHESIZED_TTL_SECONDS = 3_600;
  private static final String SYNTHESIZED_TIMERS = " 1 3600 600 1209600 60";

  private final DomainName apex;
  private final PackedZoneEditor editor;
  private final List<Problem> problems = new ArrayList<>();
  private @Nullable PackedZone built;

  ZoneBuilder(DomainName apex) {
    this.apex = apex;
    this.editor = new PackedZoneEditor(apex);
  }

  /**
   * Adds records from a master file (RFC 1035 section 5), with {@code $ORIGIN}, {@code $INCLUDE},
   * {@code $TTL} and {@code $GENERATE}. Reads the file at once; an error in it is reported by
   * {@link #build}.
   *
   * @param file the master file
   * @return this builder
   */
  public ZoneBuilder addFile(Path file) {
    problems.addAll(MasterFile.read(file, apex, editor));
    return this;
  }

  /**
   * Adds records.
   *
   * @param rrset added to what its owner has of its type
   * @return this builder
   */
  public ZoneBuilder add(RRset rrset) {
    if (rrset.type().isData()) {
      keep(editor.add(rrset, "the zone builder"));
    } else {
      String place = rrset.owner() + " " + rrset.type();
      problems.add(new Problem(place, "a record of this type", "a type of data"));
    }
    return this;
  }

  /**
   * Adds records from presentation form.
   *
   * @param owner absolute, or {@code @} for the apex
   * @param type such as {@code A}
   * @param ttlSeconds 0 to 2147483647
   * @param rdata one text a record
   * @return this builder
   */
  public ZoneBuilder add(String owner, String type, long ttlSeconds, String... rdata) {
    try {
      DomainName name = owner.equals("@") ? apex : DomainName.of(owner);
      return add(RRset.of(name, RecordType.of(type), ttlSeconds, rdata));
    } catch (RefusedException e) {
      problems.addAll(e.problems());
    } catch (IllegalArgumentException e) {
      problems.add(
          new Problem(apex.toString(), owner + " " + type, String.valueOf(e.getMessage())));
    }
    return this;
  }

  /**
   * Adds a name that a policy answers.
   *
   * @param name the name
   * @return this builder
   */
  public ZoneBuilder add(GslbName name) {
    return add(name, "the zone builder");
  }

  /**
   * Adds a name that a policy answers.
   *
   * @param name the name
   * @param source where it was declared, for error messages
   * @return this builder
   */
  public ZoneBuilder add(GslbName name, String source) {
    keep(editor.add(name, source));
    return this;
  }

  /**
   * Adds an SOA and an NS record for a zone that exists only to hold GSLB names. Serial 1, refresh
   * 3600, retry 600, expire 1209600, negative TTL 60, TTL 3600 s.
   *
   * @param nameServer the primary name server
   * @param mailbox the mailbox of the person in charge, as a domain name (RFC 1035 section 3.3.13)
   * @return this builder
   */
  public ZoneBuilder synthesizeApex(DomainName nameServer, DomainName mailbox) {
    add("@", "SOA", SYNTHESIZED_TTL_SECONDS, nameServer + " " + mailbox + SYNTHESIZED_TIMERS);
    return add("@", "NS", SYNTHESIZED_TTL_SECONDS, nameServer.toString());
  }

  /**
   * Adds an SOA and an NS record with the conventional names {@code ns1} and {@code hostmaster}
   * below the apex.
   *
   * @return this builder
   */
  public ZoneBuilder synthesizeApex() {
    String below = apex.equals(DomainName.ROOT) ? "." : "." + apex;
    return synthesizeApex(DomainName.of("ns1" + below), DomainName.of("hostmaster" + below));
  }

  /**
   * Ends the building. The builder must not be used any more.
   *
   * @return the zone
   * @throws RefusedException with every problem found
   */
  public Zone build() {
    problems.addAll(editor.problems());
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    PackedZone zone = editor.freeze();
    built = zone;
    return zone;
  }

  /**
   * Tells what is odd in the zone that was built, though it is served: duplicate records, unequal
   * TTLs in an RRset (RFC 2181 section 5.2), RRsets that fit no message, name servers in the zone
   * without an address. Looks through the whole zone.
   *
   * @return the first thousand of each kind; none before {@link #build}
   */
  public List<Problem> warnings() {
    PackedZone zone = built;
    if (zone == null) {
      return List.of();
    }
    List<Problem> warnings = new ArrayList<>(editor.warnings());
    warnings.addAll(new NameServerCheck(zone, editor::placeOfNameServers).warnings());
    return List.copyOf(warnings);
  }

  private void keep(@Nullable Problem problem) {
    if (problem != null) {
      problems.add(problem);
    }
  }
}
