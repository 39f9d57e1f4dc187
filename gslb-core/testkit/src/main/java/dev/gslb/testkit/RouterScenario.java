package dev.gslb.testkit;

import dev.gslb.spi.Router;
import dev.gslb.zone.PolicyMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** One query over one set of candidates, to be repeated at will. */
record RouterScenario(TestCandidates candidates, int wanted, Supplier<TestRequest> requests) {
  private static final int RANDOM_SCENARIOS = 300;
  private static final int[] WEIGHTS = {0, 1, 2, 50, 100, 65_535};

  /** All members up, each member alone, then random ones; the seed is fixed. */
  static List<RouterScenario> all(List<PolicyMember> members) {
    Random random = new Random(20_260_101L);
    int size = members.size();
    List<RouterScenario> all = new ArrayList<>();
    for (int wanted = 1; wanted <= size + 1; wanted++) {
      all.add(scenario(TestCandidates.of(members).build(), wanted, random));
    }
    for (int only = 0; only < size; only++) {
      TestCandidates.Builder builder = TestCandidates.of(members);
      for (int other = 0; other < size; other++) {
        if (other != only) {
          builder.down(other);
        }
      }
      all.add(scenario(builder.build(), 1, random));
      all.add(scenario(builder.build(), 3, random));
    }
    for (int i = 0; i < RANDOM_SCENARIOS; i++) {
      all.add(scenario(candidates(size, random), 1 + random.nextInt(size + 1), random));
    }
    return all;
  }

  /** A fresh request; its ticket is not taken. */
  TestRequest request() {
    return requests.get();
  }

  /** Routes once, with as much room as is wanted. */
  TestSelection route(Router router) {
    TestSelection chosen = new TestSelection(wanted);
    router.route(request(), candidates, chosen);
    return chosen;
  }

  /** How many candidates are not standbys: all of them if all have weight 0. */
  int weighty() {
    int count = 0;
    for (int i = 0; i < candidates.size(); i++) {
      count += candidates.weight(i) > 0 ? 1 : 0;
    }
    return count == 0 ? candidates.size() : count;
  }

  @Override
  public String toString() {
    return request() + " of " + candidates;
  }

  private static TestCandidates candidates(int size, Random random) {
    TestCandidates.Builder builder = TestCandidates.of(size);
    int spared = random.nextInt(size);
    boolean measured = random.nextBoolean();
    for (int i = 0; i < size; i++) {
      builder.weight(i, WEIGHTS[random.nextInt(WEIGHTS.length)]);
      if (measured && random.nextInt(4) > 0) {
        builder.rtt(i, random.nextInt(300_000), 1 + random.nextInt(10));
      }
      if (i != spared && random.nextInt(3) == 0) {
        builder.down(i);
      }
    }
    return builder.build();
  }

  private static RouterScenario scenario(TestCandidates candidates, int wanted, Random random) {
    boolean ipv4 = random.nextBoolean();
    long high = random.nextLong();
    long low = random.nextLong();
    int prefixLength = random.nextInt(ipv4 ? 33 : 129);
    long entropy = random.nextLong();
    long ticket = random.nextLong();
    long nameHash = random.nextLong();
    return new RouterScenario(
        candidates,
        wanted,
        () -> {
          TestRequest request = new TestRequest().wanted(wanted).nameHash(nameHash);
          request.entropy(entropy).ticket(ticket).recordType(ipv4 ? 1 : 28);
          return ipv4
              ? request.clientIpv4((int) high, prefixLength)
              : request.clientIpv6(high, low, prefixLength);
        });
  }
}
