package dev.gslb.config;

import dev.gslb.zone.DomainName;
import dev.gslb.zone.ZoneBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code soa} and {@code nameservers}: what a zone without a file has at its apex. */
final class ApexReader {
  private static final int TTL_SECONDS = 3_600;
  private static final String SERIAL_AND_TIMERS = " 1 3600 600 1209600 60";

  private ApexReader() {}

  /**
   * The records of an apex.
   *
   * @param primary the primary name server; null for the first of the name servers
   * @param mailbox of the person in charge; null for {@code hostmaster} below the apex
   * @param nameServers if there is none, {@code ns1} below the apex
   */
  record Apex(
      @Nullable DomainName primary, @Nullable DomainName mailbox, List<DomainName> nameServers) {
    static final Apex CONVENTIONAL = new Apex(null, null, List.of());

    /** Adds the records. Returns false if a conventional name would be too long. */
    boolean addTo(ZoneBuilder zone, DomainName apex) {
      DomainName first = nameServers.isEmpty() ? below("ns1", apex) : nameServers.get(0);
      DomainName master = primary == null ? first : primary;
      DomainName person = mailbox == null ? below("hostmaster", apex) : mailbox;
      if (first == null || master == null || person == null) {
        return false;
      }
      List<DomainName> servers = nameServers.isEmpty() ? List.of(first) : nameServers;
      zone.add("@", "SOA", TTL_SECONDS, master + " " + person + SERIAL_AND_TIMERS);
      zone.add(
          "@", "NS", TTL_SECONDS, servers.stream().map(Object::toString).toArray(String[]::new));
      return true;
    }

    private static @Nullable DomainName below(String label, DomainName apex) {
      return Names.domain(apex.equals(DomainName.ROOT) ? label : label + "." + apex);
    }
  }

  /** Reads the two keys; what they do not say is as in the defaults. */
  static Apex read(MapReader reader, Apex defaults) {
    DomainName primary = defaults.primary();
    DomainName mailbox = defaults.mailbox();
    MapReader soa = reader.map("soa");
    if (soa != null) {
      DomainName ownPrimary = soa.parsed("primary", "a domain name", Names::domain);
      DomainName ownMailbox =
          soa.parsed("admin", "a mailbox such as admin@example.com", Names::mailbox);
      soa.finish();
      primary = ownPrimary == null ? primary : ownPrimary;
      mailbox = ownMailbox == null ? mailbox : ownMailbox;
    }
    List<DomainName> nameServers = new ArrayList<>();
    for (Node.Scalar text : reader.texts("nameservers", "a domain name")) {
      DomainName name = Names.domain(text.text());
      if (name == null) {
        reader.problems().add(text, "a domain name");
      } else {
        nameServers.add(name);
      }
    }
    return new Apex(primary, mailbox, nameServers.isEmpty() ? defaults.nameServers() : nameServers);
  }
}
