package dev.gslb.server;

import dev.gslb.spi.Command;
import dev.gslb.spi.EndpointState;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.RecordType;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The demonstration without a terminal: a failover, each answer held against the expected one. */
final class DemoScript {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long POLL_MILLIS = 20;

  /** Queries in which even the lightest of four backends is practically certain to be seen. */
  private static final int MANY = 400;

  /** Says nothing of an endpoint that is not there. */
  private static final Command NOTHING =
      new Command.Overrule(new EndpointId("nobody"), Optional.empty());

  private final DemoSite site;
  private final DemoClient client;
  private final PrintWriter out;
  private int wrong;

  DemoScript(DemoSite site, PrintWriter out) {
    this.site = site;
    this.client = new DemoClient(site.address());
    this.out = out;
  }

  /** Plays the script. Returns whether each answer was the expected one. */
  boolean play() throws IOException, InterruptedException {
    out.println("All backends are up:");
    await(Verdict.UP, 0, 1, 2, 3);
    expect(DemoSite.FAILOVER, null, 1, "127.0.0.11");
    expect(DemoSite.ROUND_ROBIN, null, 4, "127.0.0.11", "127.0.0.12", "127.0.0.21", "127.0.0.22");
    expect(DemoSite.WEIGHTED, null, MANY, "127.0.0.11", "127.0.0.12", "127.0.0.21", "127.0.0.22");
    expect(DemoSite.GEO, null, 2, "127.0.0.11", "127.0.0.12");
    expect(DemoSite.GEO, DemoSite.SECOND_REGION_CLIENT, 2, "127.0.0.21", "127.0.0.22");

    stop(0);
    await(Verdict.DOWN, 0);
    expect(DemoSite.FAILOVER, null, 1, "127.0.0.12");
    expect(DemoSite.ROUND_ROBIN, null, 3, "127.0.0.12", "127.0.0.21", "127.0.0.22");

    stop(1);
    await(Verdict.DOWN, 1);
    expect(DemoSite.FAILOVER, null, 1, "127.0.0.21");
    expect(DemoSite.WEIGHTED, null, MANY, "127.0.0.21", "127.0.0.22");
    expect(DemoSite.GEO, null, 2, "127.0.0.21", "127.0.0.22");

    start(0);
    start(1);
    await(Verdict.UP, 0, 1);
    expect(DemoSite.FAILOVER, null, 1, "127.0.0.11");
    expect(DemoSite.GEO, null, 2, "127.0.0.11", "127.0.0.12");
    out.println(wrong == 0 ? "Every answer was the expected one." : wrong + " answers were wrong.");
    return wrong == 0;
  }

  private void stop(int backend) {
    DemoBackend stopped = site.backends().get(backend);
    stopped.stop();
    out.printf("The backend %s in %s stops:%n", stopped.address(), stopped.region());
  }

  private void start(int backend) throws IOException {
    DemoBackend started = site.backends().get(backend);
    started.start();
    out.printf("The backend %s in %s starts:%n", started.address(), started.region());
  }

  /** Asks so many times and compares all addresses seen with the expected ones. */
  private void expect(String name, @Nullable String network, int queries, String... addresses)
      throws IOException {
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < queries; i++) {
      seen.addAll(client.addresses(name, network));
    }
    boolean right = seen.equals(Set.of(addresses));
    wrong += right ? 0 : 1;
    String from = network == null ? "" : " from " + network + "/24";
    out.printf("  %-17s%s -> %s (%s)", name, from, seen, why(name, network));
    out.println(right ? "" : " but expected " + Set.of(addresses));
    out.flush();
  }

  private String why(String name, @Nullable String network) throws IOException {
    InetAddress from = network == null ? null : InetAddress.getByName(network);
    return site.server().dns().explain(DomainName.of(name), RecordType.A, from).steps().stream()
        .map(step -> step.policy() + ": " + step.reason())
        .collect(Collectors.joining(", "));
  }

  private void await(Verdict verdict, int... backends) throws InterruptedException, IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    for (int backend : backends) {
      EndpointState state = state(backend);
      while (state.verdict() != verdict) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException(
              state.id() + " is " + state.verdict() + " (expected: " + verdict + " by now)");
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        state = state(backend);
      }
      out.printf("  %s is %s: %s%n", state.id(), verdict, state.detail());
    }
    // A state is seen a moment before the answers follow: wait for what was commanded after it.
    site.server().dns().control().submit(NOTHING).join();
  }

  private EndpointState state(int backend) {
    String address = "/" + site.backends().get(backend).address() + ":";
    return site.server().dns().states().states().stream()
        .filter(state -> state.id().value().contains(address))
        .findFirst()
        .orElseThrow();
  }
}
