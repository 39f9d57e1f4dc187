package dev.gslb;

import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSEC3PARAMRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.utils.base32;

/** A small zone {@code example} with proofs and with signatures that nobody could verify. */
public final class SignedZone {
  /** RDATA of a signature behind the type that is signed. */
  public static final String SIGNATURE = " 13 2 60 20300101000000 20200101000000 1 example. AAAA";

  private static final byte[] SALT = {(byte) 0xAA, (byte) 0xBB};
  private static final int ITERATIONS = 2;

  /** Types by owner. A name without types is an empty non-terminal. */
  public static final Map<String, List<String>> CONTENT = new LinkedHashMap<>();

  static {
    CONTENT.put("example.", List.of("SOA", "NS", "DNSKEY"));
    CONTENT.put("www.example.", List.of("A"));
    CONTENT.put("ent.example.", List.of());
    CONTENT.put("below.ent.example.", List.of("A"));
    CONTENT.put("*.wild.example.", List.of("A"));
    CONTENT.put("wild.example.", List.of());
    CONTENT.put("secure.example.", List.of("NS", "DS"));
    CONTENT.put("insecure.example.", List.of("NS"));
  }

  private SignedZone() {}

  /** The records but for the proofs. */
  public static ZoneBuilder content() {
    ZoneBuilder zone = Zone.builder("example");
    zone.add("example", "SOA", 60, "ns.elsewhere. admin.example. 1 1 1 1 60");
    zone.add("example", "NS", 60, "ns.elsewhere.");
    zone.add("example", "DNSKEY", 60, "257 3 13 AAAA");
    zone.add("www.example", "A", 60, "192.0.2.1");
    zone.add("below.ent.example", "A", 60, "192.0.2.2");
    zone.add("*.wild.example", "A", 60, "192.0.2.3");
    zone.add("secure.example", "NS", 60, "ns.elsewhere.");
    zone.add("secure.example", "DS", 60, "1 13 2 " + "00".repeat(32));
    zone.add("insecure.example", "NS", 60, "ns.elsewhere.");
    CONTENT.forEach(
        (owner, types) ->
            types.stream()
                .filter(type -> !type.equals("NS") || owner.equals("example."))
                .forEach(type -> zone.add(owner, "RRSIG", 60, type + SIGNATURE)));
    return zone;
  }

  /** The zone with NSEC records. */
  public static Zone withNsec() {
    return nsec().build();
  }

  /** The zone with NSEC3 records. */
  public static Zone withNsec3() {
    return nsec3().build();
  }

  /** The records with those of NSEC. */
  public static ZoneBuilder nsec() {
    ZoneBuilder zone = content();
    TreeMap<Name, List<String>> chain = new TreeMap<>();
    CONTENT.forEach(
        (owner, types) -> {
          if (!types.isEmpty()) {
            chain.put(name(owner), types);
          }
        });
    chain.forEach(
        (owner, types) -> {
          Name next = chain.higherKey(owner) == null ? chain.firstKey() : chain.higherKey(owner);
          zone.add(
              owner.toString(), "NSEC", 60, next + " " + String.join(" ", types) + " RRSIG NSEC");
          zone.add(owner.toString(), "RRSIG", 60, "NSEC" + SIGNATURE);
        });
    return zone;
  }

  /** The records with those of NSEC3. */
  public static ZoneBuilder nsec3() {
    ZoneBuilder zone = content();
    zone.add("example", "NSEC3PARAM", 60, "1 0 " + ITERATIONS + " AABB");
    TreeMap<String, List<String>> chain = new TreeMap<>();
    CONTENT.forEach((owner, types) -> chain.put(hash(owner), types));
    chain.forEach(
        (owner, types) -> {
          String next = chain.higherKey(owner) == null ? chain.firstKey() : chain.higherKey(owner);
          zone.add(
              owner + ".example",
              "NSEC3",
              60,
              "1 0 " + ITERATIONS + " AABB " + next + " " + String.join(" ", types));
          zone.add(owner + ".example", "RRSIG", 60, "NSEC3" + SIGNATURE);
        });
    return zone;
  }

  /** The label under which an NSEC3 record proves a name. */
  public static String hash(String owner) {
    try {
      byte[] hash =
          new NSEC3PARAMRecord(name("example."), DClass.IN, 0, 1, 0, ITERATIONS, SALT)
              .hashName(name(owner));
      return new base32(base32.Alphabet.BASE32HEX, false, true).toString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Name name(String text) {
    return Name.fromConstantString(text);
  }
}
