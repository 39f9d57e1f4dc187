package dev.gslb;

import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.util.ArrayList;
import java.util.List;

/** Zones in which each branch of the look-up has a name, for tests that ask anything. */
public final class EveryKindOfName {
  /** An endpoint that tests may take down: nothing else answers {@code down.kinds.test}. */
  public static final String FRAGILE = "203.0.113.99";

  private static final String LONG = "l".repeat(60);

  /** Owners worth asking for, and some that do not exist. */
  public static final List<String> NAMES =
      List.of(
          "kinds.test",
          "www.kinds.test",
          "WwW.KiNdS.tEsT",
          "big.kinds.test",
          "a.b.ent.kinds.test",
          "b.ent.kinds.test",
          "any.wild.kinds.test",
          "deep.any.wild.kinds.test",
          "chain0.kinds.test",
          "loop.kinds.test",
          "away.kinds.test",
          "x.old.kinds.test",
          "x.self.kinds.test",
          "x.ping.kinds.test",
          "x.y.long.kinds.test",
          LONG + "." + LONG + ".long.kinds.test",
          "cut.kinds.test",
          "host.cut.kinds.test",
          "sub.kinds.test",
          "www.sub.kinds.test",
          "missing.kinds.test",
          "x.moved.test",
          "elsewhere.example",
          ".",
          "gslb.kinds.test",
          "both.kinds.test",
          "many.kinds.test",
          "nested.kinds.test",
          "ecs.kinds.test",
          "any.gslb-wild.kinds.test",
          "alias.kinds.test",
          "down.kinds.test",
          "nobody.kinds.test");

  private EveryKindOfName() {}

  /** Three zones: one with all kinds, one below it, and one whose apex is a DNAME. */
  public static List<Zone> zones() {
    ZoneBuilder kinds =
        Asking.builder(
            "kinds.test",
            "www.kinds.test 300 A 192.0.2.1",
            "www.kinds.test 300 AAAA 2001:db8::1",
            "www.kinds.test 300 TXT \"text\"",
            "kinds.test 300 MX 10 www.kinds.test.",
            "a.b.ent.kinds.test 300 A 192.0.2.2",
            "*.wild.kinds.test 300 A 192.0.2.3",
            "*.wild.kinds.test 300 TXT \"wild\"",
            "loop.kinds.test 300 CNAME pool.kinds.test.",
            "pool.kinds.test 300 CNAME loop.kinds.test.",
            "away.kinds.test 300 CNAME www.elsewhere.example.",
            "old.kinds.test 300 DNAME wild.kinds.test.",
            "self.kinds.test 300 DNAME a.self.kinds.test.",
            "ping.kinds.test 300 DNAME pong.kinds.test.",
            "pong.kinds.test 300 DNAME ping.kinds.test.",
            "long.kinds.test 300 DNAME " + LONG + "." + LONG + ".kinds.test.",
            "cut.kinds.test 300 NS ns1.cut.kinds.test.",
            "cut.kinds.test 300 NS ns.kinds.test.",
            "cut.kinds.test 300 DS 1 13 2 " + "ab".repeat(32),
            "ns1.cut.kinds.test 300 A 192.0.2.4",
            "ns1.cut.kinds.test 300 AAAA 2001:db8::4",
            "ns.kinds.test 300 A 192.0.2.5");
    for (int i = 0; i < 20; i++) {
      kinds.add("chain" + i + ".kinds.test", "CNAME", 300, "chain" + (i + 1) + ".kinds.test.");
    }
    kinds.add("chain20.kinds.test", "A", 300, "192.0.2.6");
    for (int i = 0; i < 60; i++) {
      kinds.add("big.kinds.test", "TXT", 300, "\"" + i + "x".repeat(50) + "\"");
    }
    addPolicies(kinds);
    Zone sub = Asking.zone("sub.kinds.test", "www.sub.kinds.test 60 A 192.0.2.7");
    Zone moved = Asking.zone("moved.test", "moved.test 300 DNAME kinds.test.");
    return List.of(kinds.build(), sub, moved);
  }

  /** A server with these zones and the routers that they name. */
  public static GslbServerBuilder server() {
    GslbServerBuilder builder = GslbServer.builder().zones(zones());
    TestRouters.all().forEach(builder::router);
    return builder;
  }

  private static void addPolicies(ZoneBuilder zone) {
    zone.add(GslbName.of("gslb.kinds.test", policy("rotate", "192.0.2.11", "192.0.2.12")));
    zone.add(GslbName.of("both.kinds.test", policy("random", "192.0.2.11", "2001:db8::11")));
    zone.add("both.kinds.test", "TXT", 60, "\"beside\"");
    List<PolicyMember> many = new ArrayList<>();
    for (int i = 1; i <= 64; i++) {
      many.add(endpoint("198.51.100." + i));
    }
    zone.add(
        new GslbName(DomainName.of("many.kinds.test"), Policy.of("many", "first", many), 60, 64));
    Policy nested =
        Policy.of(
            "nested",
            "by-client",
            List.of(policy("rotate", "192.0.2.21"), policy("short", "192.0.2.22")));
    zone.add(GslbName.of("nested.kinds.test", nested));
    zone.add(GslbName.of("ecs.kinds.test", policy("by-client", "192.0.2.31", "2001:db8::31")));
    zone.add(GslbName.of("*.gslb-wild.kinds.test", policy("first", "192.0.2.41")));
    zone.add(
        GslbName.of(
            "alias.kinds.test",
            Policy.of(
                "alias",
                "rotate",
                List.of(
                    Endpoint.of("near", new Target.Alias(DomainName.of("www.kinds.test"))),
                    Endpoint.of("far", new Target.Alias(DomainName.of("www.example")))))));
    zone.add(
        GslbName.of("down.kinds.test", policy("first", FRAGILE).withFallback(Fallback.SERVFAIL)));
    zone.add(GslbName.of("nobody.kinds.test", policy("nobody", "192.0.2.61")));
  }

  private static Policy policy(String router, String... addresses) {
    List<PolicyMember> members = new ArrayList<>();
    for (String address : addresses) {
      members.add(endpoint(address));
    }
    return Policy.of(router + " " + String.join(" ", addresses), router, members);
  }

  private static Endpoint endpoint(String address) {
    return Endpoint.of(address, new Target.Address(GslbAnswerTest.address(address)));
  }
}
