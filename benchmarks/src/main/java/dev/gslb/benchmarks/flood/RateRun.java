package dev.gslb.benchmarks.flood;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A flood in the name of one network, which gets answers at the configured rate, while an exempt
 * client loses nothing.
 *
 * @param seconds how long
 * @param flood questions a second
 * @param limit answers a second that the network may get
 */
record RateRun(int seconds, int flood, int limit) {
  private static final int CLIENT = 500;

  /** How far above the limit the mean may be: two workers may count one answer between them. */
  private static final double TOLERANCE = 1.1;

  /** Runs it. Returns whether what is promised held. */
  boolean run(Path launcher) throws IOException {
    String dns =
        "rate_limit: {responses_per_second: %d, slip: 2, exempt: [127.99.0.0/24]}".formatted(limit);
    try (FloodedServer server = FloodedServer.start(launcher, dns);
        SteadyClient client = new SteadyClient(server.address(), "127.99.0.2", CLIENT);
        SpoofedFlood forged = new SpoofedFlood(server.address(), flood)) {
      client.start();
      forged.start();
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
      SpoofedFlood.Outcome got = forged.finish();
      SteadyClient.Outcome lost = client.finish();
      print(got, lost, server);
      // The server's seconds do not begin with the run's: the flood may touch one more.
      boolean limited = got.whole() <= TOLERANCE * limit * (seconds + 1);
      boolean slipped = got.small() <= got.asked() / 2;
      boolean real = got.asked() > 2L * limit * seconds && got.whole() > 0;
      if (!real) {
        System.out.println("rate: the flood was none, nothing is shown");
      }
      return limited && slipped && real && lost.lost() == 0 && server.isAlive();
    }
  }

  private void print(SpoofedFlood.Outcome got, SteadyClient.Outcome lost, FloodedServer server)
      throws IOException {
    System.out.printf(
        "rate: a flood of %,d queries a second for %d s, limit %d a second: %,.1f whole and %,.1f"
            + " truncated answers a second, %.2f octets out for one in%n",
        got.asked() / seconds,
        seconds,
        limit,
        (double) got.whole() / seconds,
        (double) got.small() / seconds,
        (double) got.octetsAnswered() / got.octetsAsked());
    System.out.printf(
        "rate: the exempt client asked %,d times and lost %d, the slowest answer took %.1f ms;"
            + " %d datagrams overflowed the server's sockets; %d MB resident%n",
        lost.asked(),
        lost.lost(),
        lost.slowestNanos() / 1e6,
        server.overflowed(),
        server.residentOctets() >> 20);
  }
}
