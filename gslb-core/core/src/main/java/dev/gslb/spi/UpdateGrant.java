package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import java.util.List;
import java.util.Set;

/**
 * What somebody may change in a dynamic zone by UPDATE (RFC 2136, RFC 3007).
 *
 * @param who must have sent the request; without a key, unsigned requests are permitted too
 * @param names which owners; {@code *.dyn.example.org} stands for all names below {@code
 *     dyn.example.org}, any other name for itself; none stands for the whole zone
 * @param types which types; none stands for all but SOA, NS and those of DNSSEC
 */
public record UpdateGrant(AccessRule who, List<DomainName> names, Set<RecordType> types) {
  /** NS SOA SIG KEY NXT DS RRSIG NSEC DNSKEY NSEC3 NSEC3PARAM CDS CDNSKEY CSYNC ZONEMD. */
  private static final Set<Integer> NAMED_ONLY =
      Set.of(2, 6, 24, 25, 30, 43, 46, 47, 48, 50, 51, 59, 60, 62, 63);

  /** Copies the collections. */
  public UpdateGrant {
    names = List.copyOf(names);
    types = Set.copyOf(types);
  }

  /**
   * Says whether records may be changed by whom the grant is for.
   *
   * @param owner their owner
   * @param type their type
   * @return true if they may
   */
  public boolean covers(DomainName owner, RecordType type) {
    boolean typed = types.isEmpty() ? !NAMED_ONLY.contains(type.value()) : types.contains(type);
    return typed && (names.isEmpty() || names.stream().anyMatch(name -> covers(name, owner)));
  }

  private static boolean covers(DomainName name, DomainName owner) {
    if (!name.isWildcard()) {
      return name.equals(owner);
    }
    DomainName parent = name.parent();
    return owner.isAtOrBelow(parent) && !owner.equals(parent);
  }
}
