package dev.gslb.internal.table;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.WireName;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gathers or changes a zone and holds the rules that a zone must keep. Confined to one thread. */
public final class PackedZoneEditor {
  private static final int SOA = 6;
  private static final int NS = 2;
  private static final int CNAME = 5;
  private static final int DNAME = 39;
  private static final int RRSIG = 46;
  private static final int NSEC3PARAM = 51;
  private static final int NSEC = 47;

  /** Warnings that are kept: who mends the first finds the others. */
  private static final int MAX_WARNINGS = 1_000;

  /** Owners of NS records of which it is kept where they stood. */
  private static final int MAX_PLACES = 10_000;

  private final DomainName apex;
  private final byte[] apexWire;
  private final NameTableEditor table;
  private final PagedList.Editor<GslbName> gslbNames;
  private final List<GslbName> added = new ArrayList<>();
  private final Map<DomainName, String> gslbSources = new HashMap<>();
  private final Map<DomainName, String> suspects = new LinkedHashMap<>();
  private final Map<DomainName, String> nameServerPlaces = new HashMap<>();
  private final List<Problem> warnings = new ArrayList<>();
  private final PagedList<GslbName> before;
  private boolean cutAdded;
  private String rrsetSource = "the zone";

  /** Starts with an apex and nothing else. */
  public PackedZoneEditor(DomainName apex) {
    this.apex = apex;
    this.apexWire = apex.canonicalWire();
    this.table = new NameTableEditor(absoluteHash(apexWire));
    this.before = PagedList.empty();
    this.gslbNames = before.edit();
  }

  PackedZoneEditor(PackedZone base) {
    this.apex = base.apex();
    this.apexWire = apex.canonicalWire();
    this.table = new NameTableEditor(base.table(), absoluteHash(apexWire));
    this.before = base.gslbNameList();
    this.gslbNames = before.edit();
  }

  static long absoluteHash(byte[] wire) {
    WireName name = new WireName();
    name.read(wire, 0, wire.length);
    return name.hash(0);
  }

  /** Refuses from now on records of an RRset that no message could hold. */
  public PackedZoneEditor limited() {
    table.limit();
    return this;
  }

  /** Adds the records of a set. Returns what is wrong with it, or null. */
  public @Nullable Problem add(RRset rrset, String source) {
    Problem first = null;
    for (int i = 0; i < rrset.size(); i++) {
      Problem problem =
          add(rrset.owner(), rrset.type(), rrset.ttlSeconds(), rrset.rdata(i), source);
      first = first == null ? problem : first;
    }
    return first;
  }

  /** Adds a record. Returns what is wrong with it, or null. */
  private @Nullable Problem add(
      DomainName owner, RecordType type, long ttlSeconds, byte[] rdata, String source) {
    return add(owner, type, ttlSeconds, rdata, source, () -> source);
  }

  /**
   * Adds a record.
   *
   * @param source what the record comes from
   * @param place tells more closely where it stands; asked only when there is something to say
   * @return what is wrong with it, or null
   */
  public @Nullable Problem add(
      DomainName owner,
      RecordType type,
      long ttlSeconds,
      byte[] rdata,
      String source,
      Supplier<String> place) {
    if (!owner.isAtOrBelow(apex)) {
      return new Problem(
          source + " " + owner + " " + type, "outside the zone", "an owner at or below " + apex);
    }
    if (ttlSeconds < 0 || ttlSeconds > RRset.MAX_TTL_SECONDS) {
      return new Problem(source + " " + owner + " " + type, "TTL " + ttlSeconds, "0..2147483647");
    }
    rrsetSource = source;
    int flags;
    try {
      flags = table.append(key(owner), type.value(), (int) ttlSeconds, rdata);
    } catch (RefusedException e) {
      return tooLarge(e, source + " " + owner + " " + type);
    }
    if (flags == NameTableEditor.ANSWERED_BY_POLICY) {
      return ownedTwice(owner, type.value(), source);
    }
    if (flags == NameTableEditor.FULL) {
      return new Problem(source + " " + owner + " " + type, "65536 records", "1..65535 records");
    }
    noteCut(owner, type.value());
    if (type.value() == NS && nameServerPlaces.size() < MAX_PLACES) {
      nameServerPlaces.computeIfAbsent(owner, unused -> place.get());
    }
    if (isRestricted(type.value()) || (flags & NodeCursor.HAS_CNAME) != 0) {
      suspect(owner, place);
    }
    if (flags > NodeCursor.MOST_FLAGS && warnings.size() < MAX_WARNINGS) {
      warn(flags, place, owner + " " + type);
    }
    return null;
  }

  private void suspect(DomainName owner, Supplier<String> place) {
    List<Problem> found = new ArrayList<>();
    checkNode(owner, "", found);
    if (!found.isEmpty() && !suspects.containsKey(owner)) {
      suspects.put(owner, place.get());
    }
  }

  private void warn(int flags, Supplier<String> place, String rrset) {
    if ((flags & NameTableEditor.DUPLICATE) != 0) {
      warn(place, rrset, "a record that was there already", "each record once");
    }
    if ((flags & NameTableEditor.OTHER_TTL) != 0) {
      // RFC 2181 section 5.2
      warn(place, rrset, "another TTL than the RRset has, and keeps", "one TTL for an RRset");
    }
    if ((flags & NameTableEditor.TOO_LARGE) != 0) {
      String most = "at most " + NameTableEditor.MAX_SENT + " octets, to fit a message";
      warn(place, rrset, "too many octets in an RRset", most);
    }
  }

  private void warn(Supplier<String> place, String rrset, String value, String expected) {
    if (warnings.size() < MAX_WARNINGS) {
      warnings.add(new Problem(place.get() + " " + rrset, value, expected));
    }
  }

  /** Returns what is odd about the records added, and refuses nothing. */
  public List<Problem> warnings() {
    return warnings;
  }

  /** Says where the name servers of an owner stood, if many had not stood before. */
  public String placeOfNameServers(DomainName owner) {
    return nameServerPlaces.getOrDefault(owner, rrsetSource);
  }

  /** Puts an RRset in place of the one there may be. Returns what is wrong with it, or null. */
  @Nullable Problem replace(RRset rrset, String source) {
    DomainName owner = rrset.owner();
    if (!owner.isAtOrBelow(apex)) {
      return new Problem(
          source + " " + owner + " " + rrset.type(),
          "outside the zone",
          "an owner at or below " + apex);
    }
    byte[] key = key(owner);
    NodeCursor node = table.find(key);
    int before = node == null ? -1 : node.find(rrset.type().value());
    if (node != null && before >= 0 && node.isPolicy(before)) {
      return ownedTwice(owner, rrset.type().value(), source);
    }
    rrsetSource = source;
    try {
      table.replace(key, rrset);
    } catch (RefusedException e) {
      return tooLarge(e, source + " " + owner + " " + rrset.type());
    }
    noteCut(owner, rrset.type().value());
    suspects.put(owner, source);
    return null;
  }

  private static Problem tooLarge(RefusedException e, String place) {
    Problem problem = e.problems().get(0);
    return new Problem(place, problem.value(), problem.expected());
  }

  private void noteCut(DomainName owner, int type) {
    cutAdded |= (type == NS || type == DNAME) && !owner.equals(apex);
  }

  private static boolean isRestricted(int type) {
    return type == CNAME || type == DNAME || type == SOA;
  }

  /** Adds a GSLB name. Returns what is wrong with it, or null. */
  public @Nullable Problem add(GslbName name, String source) {
    DomainName owner = name.owner();
    String place = source + " " + owner;
    if (!owner.isAtOrBelow(apex)) {
      return new Problem(place, "outside the zone", "an owner at or below " + apex);
    }
    int aliases = countAliases(name.policy());
    if (aliases < 0) {
      return new Problem(
          place, "endpoints with addresses and with aliases", "one kind of endpoint in a policy");
    }
    byte[] key = key(owner);
    int[] types = aliases > 0 ? new int[] {CNAME} : new int[] {1, 28};
    NodeCursor node = table.find(key);
    for (int type : types) {
      if (node != null && node.find(type) >= 0) {
        return ownedTwice(owner, type, source);
      }
    }
    int ordinal = gslbNames.add(name);
    for (int type : types) {
      table.putPolicy(key, type, (int) name.ttlSeconds(), ordinal);
    }
    added.add(name);
    gslbSources.put(owner, source);
    suspects.put(owner, source);
    return null;
  }

  private Problem ownedTwice(DomainName owner, int type, String source) {
    String other = gslbSources.getOrDefault(owner, rrsetSource);
    return new Problem(
        source + " " + owner + " " + new RecordType(type),
        "also declared in " + other,
        "one source for an owner and type");
  }

  /** Counts alias endpoints: all or none, else -1. */
  private static int countAliases(Policy policy) {
    int aliases = 0;
    int addresses = 0;
    for (PolicyMember member : policy.members()) {
      if (member instanceof Policy child) {
        int inChild = countAliases(child);
        if (inChild < 0) {
          return -1;
        }
        aliases += inChild;
        addresses += inChild == 0 ? 1 : 0;
      } else if (((Endpoint) member).target() instanceof Target.Alias) {
        aliases++;
      } else {
        addresses++;
      }
    }
    return aliases > 0 && addresses > 0 ? -1 : aliases;
  }

  /** Removes an RRset, if it is there. Returns why it must stay, or null. */
  @Nullable Problem remove(DomainName owner, RecordType type) {
    if (!owner.isAtOrBelow(apex)) {
      return new Problem(owner + " " + type, "outside the zone", "an owner at or below " + apex);
    }
    byte[] key = key(owner);
    NodeCursor node = table.find(key);
    int rrset = node == null ? -1 : node.find(type.value());
    if (node != null && rrset >= 0 && node.isPolicy(rrset)) {
      return new Problem(owner + " " + type, "answered by a policy", "a type with records");
    }
    table.remove(key, type.value());
    return null;
  }

  /** Checks the rules that need the zone as a whole. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    NodeCursor top = table.find(new byte[0]);
    int soa = top == null ? -1 : top.find(SOA);
    if (top == null || soa < 0) {
      problems.add(new Problem(rrsetSource + " " + apex, "no SOA record", "one at the apex"));
    } else if (top.count(soa) != 1) {
      problems.add(
          new Problem(
              rrsetSource + " " + apex, top.count(soa) + " SOA records", "one at the apex"));
    }
    if (top == null || top.find(NS) < 0) {
      problems.add(
          new Problem(rrsetSource + " " + apex, "no NS record", "at least one at the apex"));
    }
    int parameters = top == null ? -1 : top.find(NSEC3PARAM);
    if (top != null && parameters >= 0) {
      checkIterations(mostIterations(top, parameters), problems);
    }
    suspects.forEach((owner, place) -> checkNode(owner, place + " " + owner, problems));
    for (GslbName name : added) {
      checkVisible(name.owner(), problems);
    }
    if (cutAdded) {
      before.forEach(name -> checkVisible(name.owner(), problems));
    }
    return problems;
  }

  private void checkNode(DomainName owner, String place, List<Problem> problems) {
    NodeCursor node = table.find(key(owner));
    if (node == null) {
      return;
    }
    boolean cname = node.find(CNAME) >= 0;
    for (int rrset = node.first(); rrset >= 0; rrset = node.after(rrset)) {
      int type = node.type(rrset);
      if (cname && type != CNAME && type != RRSIG && type != NSEC) {
        // RFC 2181 section 10.1
        problems.add(
            new Problem(
                place,
                "CNAME beside " + new RecordType(type) + " (" + rrsetSource + ")",
                "no other data beside a CNAME"));
      }
      if ((type == CNAME || type == DNAME) && node.count(rrset) > 1) {
        problems.add(
            new Problem(place, node.count(rrset) + " " + new RecordType(type) + " records", "one"));
      }
      if (type == SOA && !owner.equals(apex)) {
        problems.add(new Problem(place, "an SOA record", "SOA at the apex only"));
      }
    }
  }

  private void checkIterations(int iterations, List<Problem> problems) {
    if (iterations > DenialChain.MOST_ITERATIONS) {
      problems.add(
          new Problem(
              rrsetSource + " " + apex,
              "NSEC3 with " + iterations + " iterations",
              "at most " + DenialChain.MOST_ITERATIONS + ", better 0 (RFC 9276)"));
    }
  }

  private static int mostIterations(NodeCursor node, int rrset) {
    byte[] bytes = node.bytes();
    int most = 0;
    int record = node.data(rrset);
    for (int i = node.count(rrset); i > 0; i--) {
      most = Math.max(most, Bytes.getShort(bytes, record + 4));
      record += 2 + Bytes.getShort(bytes, record);
    }
    return most;
  }

  /** A GSLB name at or below a cut, or below a DNAME, would never be asked for. */
  private void checkVisible(DomainName owner, List<Problem> problems) {
    DomainName at = owner;
    while (!at.equals(apex)) {
      NodeCursor node = table.find(key(at));
      boolean cut = node != null && (node.flags() & NodeCursor.HAS_NS) != 0;
      boolean dname =
          node != null && !at.equals(owner) && (node.flags() & NodeCursor.HAS_DNAME) != 0;
      if (cut || dname) {
        String source = gslbSources.getOrDefault(owner, rrsetSource);
        problems.add(
            new Problem(
                source + " " + owner,
                (cut ? "at or below the delegation " : "below the DNAME ") + at,
                "a name that this zone answers"));
        return;
      }
      at = at.parent();
    }
  }

  /** Ends the editing; the editor must not be used any more. */
  public PackedZone freeze() {
    return new PackedZone(apex, table.freeze(), gslbNames.freeze());
  }

  private byte[] key(DomainName owner) {
    byte[] wire = owner.canonicalWire();
    return Arrays.copyOf(wire, wire.length - apexWire.length);
  }
}
