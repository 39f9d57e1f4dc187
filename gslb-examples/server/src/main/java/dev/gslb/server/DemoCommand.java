package dev.gslb.server;

import dev.gslb.spi.EndpointState;
import dev.gslb.spi.Explanation;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gslb demo}: a server with backends of its own, to play with. */
@Command(
    name = "demo",
    description = "Runs two regions of backends and a DNS server on loopback, to play with.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 250;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--once",
      description = "Plays a failover, checks each answer, and ends: 0 if all were right.")
  private boolean once;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (DemoSite site = DemoSite.start()) {
      introduce(site, out);
      if (once) {
        return new DemoScript(site, out).play()
            ? CommandLine.ExitCode.OK
            : CommandLine.ExitCode.SOFTWARE;
      }
      CountDownLatch stopped = new CountDownLatch(1);
      Signals.handle("INT", stopped::countDown);
      Signals.handle("TERM", stopped::countDown);
      watch(site, out, stopped);
    }
    return CommandLine.ExitCode.OK;
  }

  private static void introduce(DemoSite site, PrintWriter out) throws IOException {
    int port = site.address().getPort();
    out.printf("DNS server: 127.0.0.1:%d%nBackends:%n", port);
    for (DemoBackend backend : site.backends()) {
      out.printf("  %s  http://%s:%d/%n", backend.region(), backend.address(), backend.port());
    }
    DemoBackend first = site.backends().get(0);
    out.println("Try:");
    out.printf("  dig @127.0.0.1 -p %d %s%n", port, DemoSite.FAILOVER);
    out.printf("  dig @127.0.0.1 -p %d +short %s\t# again and again%n", port, DemoSite.ROUND_ROBIN);
    out.printf(
        "  dig @127.0.0.1 -p %d +subnet=%s/24 %s%n",
        port, DemoSite.SECOND_REGION_CLIENT, DemoSite.GEO);
    out.printf(
        "  curl http://%s:%d/down\t# makes a backend fail; /up mends it%n",
        first.address(), first.port());
    out.println();
    out.flush();
  }

  /** Prints what changes until the demonstration is stopped. */
  private static void watch(DemoSite site, PrintWriter out, CountDownLatch stopped)
      throws InterruptedException {
    Map<String, Verdict> verdicts = new HashMap<>();
    Map<String, List<String>> answers = new HashMap<>();
    do {
      LocalTime now = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
      for (EndpointState state : site.server().dns().states().states()) {
        if (verdicts.put(state.id().value(), state.verdict()) != state.verdict()) {
          out.printf("%s %s is %s: %s%n", now, state.id(), state.verdict(), state.detail());
        }
      }
      for (String name : DemoSite.NAMES) {
        Explanation why = site.server().dns().explain(DomainName.of(name), RecordType.A, null);
        List<String> candidates =
            why.steps().stream().flatMap(step -> step.candidates().stream()).toList();
        if (!candidates.equals(answers.put(name, candidates))) {
          print(now, name, why, out);
        }
      }
      out.flush();
    } while (!stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
  }

  private static void print(LocalTime now, String name, Explanation why, PrintWriter out) {
    String answer =
        why.answers().isEmpty() ? why.rcode() : why.answers().get(0).replaceFirst("^.*\\s", "");
    out.printf("%s %s answers %s%n", now, name, answer);
    for (Explanation.Step step : why.steps()) {
      out.printf(
          "         %s: %s of %s %s%n",
          step.policy(), step.chosen(), step.candidates(), step.reason());
    }
  }
}
