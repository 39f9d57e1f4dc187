package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A catalog that this server makes of its own zones, for others to take (RFC 9432).
 *
 * @param apex of the catalog; nothing else is served there
 * @param members of distinct names
 */
public record ProducedCatalog(DomainName apex, List<Member> members) {
  /** Octets of the longest name of a catalog on the wire: its members' nodes have names below. */
  public static final int LONGEST_APEX = 200;

  private static final int LONGEST_GROUP = 255;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a zone is there twice or the catalog's name is too long
   */
  public ProducedCatalog {
    if (apex.wireLength() > LONGEST_APEX) {
      throw new IllegalArgumentException(
          apex.wireLength() + " octets of a name (expected: at most " + LONGEST_APEX + ")");
    }
    members = List.copyOf(members);
    if (members.stream().map(Member::zone).distinct().count() < members.size()) {
      throw new IllegalArgumentException(apex + " with a zone twice (expected: each once)");
    }
  }

  /**
   * A zone that others are to take.
   *
   * @param zone its apex; whether it is served here is not looked at
   * @param group tells consumers which of their templates is meant; 1 to 255 octets
   */
  public record Member(DomainName zone, Optional<String> group) {
    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if the group is empty or too long
     */
    public Member {
      int length = group.map(text -> text.getBytes(StandardCharsets.UTF_8).length).orElse(1);
      if (length < 1 || length > LONGEST_GROUP) {
        throw new IllegalArgumentException(
            "a group of " + length + " octets (expected: 1.." + LONGEST_GROUP + ")");
      }
    }
  }
}
