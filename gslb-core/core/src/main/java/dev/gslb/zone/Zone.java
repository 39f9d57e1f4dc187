package dev.gslb.zone;

import dev.gslb.internal.table.PackedZone;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A zone (RFC 9499 section 7): an apex, the RRsets at and below it, and the names that policies
 * answer. Immutable; a changed zone shares what did not change with the one before.
 */
public sealed interface Zone permits PackedZone {
  /**
   * Begins a zone.
   *
   * @param apex such as {@code example.com}
   * @return a builder, confined to one thread
   */
  static ZoneBuilder builder(String apex) {
    return new ZoneBuilder(DomainName.of(apex));
  }

  /**
   * Begins a zone.
   *
   * @param apex its name
   * @return a builder, confined to one thread
   */
  static ZoneBuilder builder(DomainName apex) {
    return new ZoneBuilder(apex);
  }

  /**
   * Returns the apex.
   *
   * @return the zone's name
   */
  DomainName apex();

  /**
   * Returns the SOA's serial.
   *
   * @return 0 to 4294967295
   */
  long serial();

  /**
   * Looks an RRset up by exact owner, without regard to cuts and wildcards.
   *
   * @param owner the owner
   * @param type the type
   * @return the set; empty if there is none or a policy answers in its place
   */
  Optional<RRset> rrset(DomainName owner, RecordType type);

  /**
   * Shows all RRsets, in no order. Owners come in lower case.
   *
   * @param action called for each
   */
  void forEachRrset(Consumer<? super RRset> action);

  /**
   * Counts the RRsets, a policy's A, AAAA or CNAME included.
   *
   * @return 1 or more
   */
  int rrsetCount();

  /**
   * Returns the names that policies answer.
   *
   * @return in the order added
   */
  List<GslbName> gslbNames();

  /**
   * Makes the zone that a change leads to, at a cost in proportion to the change.
   *
   * @param change what goes and what comes
   * @return a new zone
   * @throws RefusedException if the result would not be a valid zone
   */
  Zone with(ZoneChange change);
}
