package dev.gslb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Command;
import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.OptionReader;
import dev.gslb.zone.Policy;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a reload does to policies that are as they were, but whose routers are built anew. */
class RenewedPoliciesTest {
  /** More than one tick takes over. */
  private static final int NAMES = 5_000;

  /** Chooses the first or the second endpoint, by what its file says when it is built. */
  private static final class FromFile implements RouterProvider {
    private final AtomicInteger file;

    FromFile(AtomicInteger file) {
      this.file = file;
    }

    @Override
    public String name() {
      return "from-file";
    }

    @Override
    public Router create(RouterConfig config) {
      new OptionReader(config.options()).finish();
      int chosen = file.get();
      return (request, candidates, selection) ->
          selection.add(Math.min(chosen, candidates.size() - 1));
    }
  }

  private static Zone zone() throws Exception {
    ZoneBuilder zone = Zone.builder("example").synthesizeApex();
    for (int i = 0; i < NAMES; i++) {
      List<Endpoint> endpoints = List.of(endpoint(i, 1), endpoint(i, 2));
      zone.add(GslbName.of("n" + i + ".example", Policy.of("p" + i, "from-file", endpoints)));
    }
    return zone.build();
  }

  private static Endpoint endpoint(int name, int number) throws Exception {
    String address = "10." + number + "." + (name >> 8) + "." + (name & 0xFF);
    return Endpoint.of("e" + name + "-" + number, target(address));
  }

  private static Target.Address target(String address) throws Exception {
    return new Target.Address(InetAddress.getByName(address));
  }

  private static String answer(GslbServer server, int name) {
    DomainName owner = DomainName.of("n" + name + ".example");
    return server.explain(owner, RecordType.A, null).answers().get(0);
  }

  @Test
  void apply_equalPolicies_showsAllNewRoutersWhenItReturns() throws Exception {
    AtomicInteger file = new AtomicInteger(0);
    try (GslbServer server = GslbServer.builder().router(new FromFile(file)).zone(zone()).start()) {
      assertThat(answer(server, NAMES - 1)).contains("A\t10.1.");
      file.set(1);
      server.apply(List.of(zone()));
      for (int i = 0; i < NAMES; i += 7) {
        assertThat(answer(server, i)).contains("A\t10.2.");
      }
    }
  }

  @Test
  void submit_observationsDuringAReload_areShownAndKept() throws Exception {
    AtomicInteger file = new AtomicInteger(0);
    try (GslbServer server = GslbServer.builder().router(new FromFile(file)).zone(zone()).start()) {
      Zone next = zone();
      CompletableFuture<Long> reload =
          server.control().submit(new Command.ReplaceZones(List.of(next)));
      for (int i = 0; i < NAMES; i += 50) {
        Command down =
            new Command.Observe(new EndpointId("e" + i + "-1"), Verdict.DOWN, -1, "test", "");
        server.control().submit(down).join();
      }
      reload.join();
      for (int i = 0; i < NAMES; i += 25) {
        assertThat(answer(server, i)).contains(i % 50 == 0 ? "A\t10.2." : "A\t10.1.");
      }
    }
  }

  @Test
  void apply_oneNameMore_keepsTheOthersAnswering() throws Exception {
    AtomicInteger file = new AtomicInteger(0);
    try (GslbServer server = GslbServer.builder().router(new FromFile(file)).zone(zone()).start()) {
      file.set(1);
      ZoneBuilder more = Zone.builder("example").synthesizeApex();
      zone().gslbNames().forEach(more::add);
      Policy added = Policy.of("added", "from-file", List.of(endpoint(NAMES, 1)));
      more.add(GslbName.of("n" + NAMES + ".example", added));
      server.apply(List.of(more.build()));
      assertThat(answer(server, NAMES)).contains("A\t10.1.");
      assertThat(answer(server, 0)).contains("A\t10.2.");
      assertThat(answer(server, NAMES - 1)).contains("A\t10.2.");
    }
  }
}
