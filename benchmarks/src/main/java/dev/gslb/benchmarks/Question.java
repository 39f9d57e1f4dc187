package dev.gslb.benchmarks;

import org.xbill.DNS.Rcode;

/** The kinds of query that {@link QueryPathBenchmark} asks, each about many owners. */
public enum Question {
  /** An A record from the zone. */
  STATIC_A("s", "", Rcode.NOERROR, 1, 0),
  /** One of 8 endpoints by weight. */
  WEIGHTED_8("w", "", Rcode.NOERROR, 1, 0),
  /** One of 8 endpoints in turn. */
  ROUND_ROBIN_8("r", "", Rcode.NOERROR, 1, 0),
  /** One of 8 endpoints in 4 regions, by client subnet and 1,024 custom prefixes. */
  GEO_ECS("g", "", Rcode.NOERROR, 1, 0),
  /** One of 16 endpoints: by region, then by weight, then the first that is up. */
  NESTED_3("n", "", Rcode.NOERROR, 1, 0),
  /** A name that is not there. */
  NXDOMAIN("x", "", Rcode.NXDOMAIN, 0, 1),
  /** A name below a wildcard. */
  WILDCARD("d", "any.", Rcode.NOERROR, 1, 0),
  /** A name below a zone cut: NS and glue. */
  DELEGATION("c", "www.", Rcode.NOERROR, 0, 1),
  /** Two CNAME records and an A record. */
  CNAME_CHAIN_2("a", "", Rcode.NOERROR, 3, 0);

  private static final String[] WORDS = {"www", "api", "mail", "static", "cdn-eu", "shop", "m"};

  private final String mark;
  private final String below;
  final int rcode;
  final int answers;
  final int authority;

  Question(String mark, String below, int rcode, int answers, int authority) {
    this.mark = mark;
    this.below = below;
    this.rcode = rcode;
    this.answers = answers;
    this.authority = authority;
  }

  /** The owner that the zone declares. */
  String owner(int number) {
    return WORDS[number % WORDS.length] + "-" + mark + number + "." + SampleZone.APEX;
  }

  /** The name that is asked for. */
  String name(int number) {
    return below + owner(number);
  }

  byte[] packet(int number) {
    return this == GEO_ECS || this == NESTED_3
        ? Packets.edns(name(number), Packets.subnet("10." + number % 4 + "." + number + ".0"))
        : Packets.edns(name(number));
  }
}
