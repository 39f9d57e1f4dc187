package dev.gslb.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A zone made at random, the same for the same seed: wildcards, empty non-terminals, delegations
 * with glue and without, DNAME, chains and loops of aliases, odd and long labels, many types. It
 * keeps the rules of a zone, so that every server loads it.
 */
final class RandomZone {
  static final String ORIGIN = "rand.test.";

  private static final int NAMES = 250;
  private static final int MOST_LABELS = 5;

  /** Few labels, so that names are often near each other. */
  private static final List<String> LABELS =
      List.of("a", "b", "c", "d", "e", "f", "G", "h-1", "_tcp", "*", "0", "x", "y");

  private static final List<String> ODD_LABELS =
      List.of("\\.dot", "a\\.b", "\\000", "\\255", "sp\\032ace", "l".repeat(63));

  private final SplittableRandom random;
  private final List<String> samples;
  private final Map<String, List<String>> records = new TreeMap<>();
  private final List<String> owners = new ArrayList<>();
  private final Set<String> cuts = new HashSet<>();
  private final Set<String> redirections = new HashSet<>();

  /** Makes a zone that has these records, as {@code type rdata}, at one name and one wildcard. */
  RandomZone(long seed, List<String> samples) {
    random = new SplittableRandom(seed);
    this.samples = samples;
    records.put(
        ORIGIN,
        List.of(
            "600 SOA a." + ORIGIN + " admin." + ORIGIN + " 1 3600 600 1209600 60",
            "300 NS a." + ORIGIN,
            "300 NS ns.elsewhere.test.",
            "300 MX 10 b." + ORIGIN,
            "300 TXT \"apex\""));
    owners.add(ORIGIN);
    while (owners.size() < NAMES) {
      String name = name();
      if (!isBelow(name, cuts, true) && !isBelow(name, redirections, true)) {
        addOwner(name);
      }
    }
    // A cut may have come above what was there before it.
    records.keySet().removeIf(owner -> isBelow(owner, redirections, false));
    records.keySet().removeIf(owner -> isBelow(owner, cuts, false));
    cuts.removeIf(cut -> !records.containsKey(cut));
    cuts.forEach(this::addGlue);
    owners.retainAll(records.keySet());
    List<String> all = samples.stream().map(record -> "300 " + record).toList();
    records.put("types." + ORIGIN, all);
    records.put("*.types." + ORIGIN, all);
    owners.add("types." + ORIGIN);
    owners.add("any.types." + ORIGIN);
  }

  private String name() {
    String parent = random.nextInt(3) == 0 ? ORIGIN : pick(owners);
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(1, 3); i > 0; i--) {
      name.append(label()).append('.');
    }
    String whole = name + parent;
    return labels(whole).size() > MOST_LABELS + 2 ? name() : whole;
  }

  private String label() {
    return random.nextInt(15) == 0 ? pick(ODD_LABELS) : pick(LABELS);
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private void addOwner(String owner) {
    if (isTaken(owner)) {
      return;
    }
    boolean wildcard = owner.startsWith("*.");
    int kind = random.nextInt(20);
    List<String> own = new ArrayList<>();
    if (kind < 4) {
      own.add(ttl() + " CNAME " + target());
    } else if (kind < 7 && !wildcard) {
      cuts.add(owner);
      int ttl = ttl();
      own.add(ttl + " NS ns." + owner);
      own.add(ttl + " NS " + target());
      if (random.nextBoolean()) {
        own.add(ttl() + " DS 1 13 2 " + "ab".repeat(32));
      }
    } else if (kind < 8 && !wildcard) {
      redirections.add(owner);
      own.add(ttl() + " DNAME " + target());
      own.add(ttl() + " TXT \"beside\"");
    } else {
      addData(own);
    }
    records.put(owner, own);
    owners.add(owner);
  }

  /** Names are equal without regard to case. */
  private boolean isTaken(String owner) {
    return owners.stream().anyMatch(owner::equalsIgnoreCase);
  }

  private void addData(List<String> own) {
    Set<String> types = new HashSet<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      String type = pick(List.of("A", "AAAA", "TXT", "MX", "SRV", "CAA", "SVCB", "PTR"));
      int ttl = ttl();
      if (types.add(type)) {
        for (int j = random.nextInt(1, 4); j > 0; j--) {
          own.add(ttl + " " + type + " " + rdata(type, j));
        }
      }
    }
  }

  private String rdata(String type, int number) {
    return switch (type) {
      case "A" -> "192.0.2." + (number * 50 + random.nextInt(50));
      case "AAAA" -> "2001:db8::" + number;
      case "TXT" -> "\"" + "t".repeat(random.nextInt(200)) + number + "\"";
      case "MX" -> number + " " + target();
      case "SRV" -> number + " 0 53 " + target();
      case "CAA" -> "0 issue \"ca" + number + ".test\"";
      case "SVCB" -> number + " " + target() + " alpn=h2";
      default -> target();
    };
  }

  private int ttl() {
    return random.nextInt(10) * 60;
  }

  /** A name for RDATA: mostly one that is there, or may be. */
  private String target() {
    return switch (random.nextInt(8)) {
      case 0 -> "www.elsewhere.test.";
      case 1 -> name();
      case 2 -> label() + "." + pick(owners);
      default -> pick(owners);
    };
  }

  private void addGlue(String cut) {
    records.put("ns." + cut, List.of("300 A 192.0.2.53", "300 AAAA 2001:db8::53"));
    if (random.nextBoolean()) {
      records.put("other." + cut, List.of("300 A 192.0.2.54"));
    }
  }

  private static boolean isBelow(String name, Set<String> tops, boolean orAt) {
    return tops.stream()
        .anyMatch(
            top ->
                (orAt && name.equalsIgnoreCase(top))
                    || name.toLowerCase(Locale.ROOT).endsWith("." + top.toLowerCase(Locale.ROOT)));
  }

  /** Whether records have this owner, given in lower case, and it is no wildcard. */
  boolean has(String owner) {
    return !owner.startsWith("*.") && records.keySet().stream().anyMatch(owner::equalsIgnoreCase);
  }

  /** The zone as a master file. */
  String text() {
    return records.entrySet().stream()
        .flatMap(entry -> entry.getValue().stream().map(record -> entry.getKey() + " " + record))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** A name worth asking for. */
  String question() {
    String owner = pick(owners);
    List<String> labels = labels(owner);
    return switch (random.nextInt(12)) {
      case 0 -> label() + "." + owner;
      case 1 -> label() + "." + label() + "." + owner;
      case 2 -> labels.size() > 2 ? owner.substring(labels.get(0).length() + 1) : owner;
      case 3 -> owner.replace("*", label());
      case 4 -> name();
      case 5 -> owner.toUpperCase(Locale.ROOT);
      case 6 -> below(owner);
      default -> owner;
    };
  }

  /** A name that may be too long behind a DNAME, or just not. */
  private String below(String owner) {
    StringBuilder name = new StringBuilder(owner);
    int room = 250 - owner.length();
    while (room > 2) {
      int length = Math.min(random.nextInt(1, 64), room - 1);
      name.insert(0, "l".repeat(length) + ".");
      room -= length + 1;
    }
    return owner.contains("\\") ? owner : name.toString();
  }

  /** A type worth asking for. */
  String type(List<String> more) {
    return switch (random.nextInt(8)) {
      case 0 -> pick(List.of("SOA", "NS", "DS", "DNAME"));
      case 1 -> pick(List.of("CNAME", "SRV", "CAA", "SVCB", "PTR"));
      case 2 -> pick(samples).split(" ", 2)[0];
      case 3 -> more.isEmpty() ? "MX" : pick(more);
      case 4 -> "MX";
      case 5 -> "AAAA";
      case 6 -> "TXT";
      default -> "A";
    };
  }

  private static List<String> labels(String name) {
    return List.of(name.split("(?<!\\\\)\\."));
  }
}
