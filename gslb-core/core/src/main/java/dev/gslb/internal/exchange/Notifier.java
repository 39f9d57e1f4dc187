package dev.gslb.internal.exchange;

import dev.gslb.internal.control.ZoneListener;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Tells other servers that a zone has changed (RFC 1996), until each has answered or a newer change
 * is to be told. Its own thread owns what changes, but for what says otherwise.
 */
public final class Notifier implements ZoneListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

  /** A zone is told of when its snapshot is surely out: queries come back at once. */
  private static final long SETTLE_MILLIS = 100;

  private static final int MOST_UNDER_WAY = 64;

  /** A message that is to be sent, for the first time or again. */
  private record Telling(PackedZone zone, ExchangePeer server, int attempt) {}

  private final ZoneHistory history;
  private final Duration firstWait;
  private final int attempts;
  private final ScheduledExecutorService thread;

  /** Whether zones may be noted that were served before, unnoted. */
  private volatile boolean retold;

  private final Set<DomainName> served = ConcurrentHashMap.newKeySet(); // told of; any thread
  private final Map<DomainName, Long> told = new HashMap<>(); // of the thread
  private final Queue<Telling> waiting = new ArrayDeque<>(); // of the thread
  private int underWay; // of the thread
  private volatile ExchangeConfig config;
  private volatile MemberExchanges members = new MemberExchanges();

  /**
   * Makes a notifier; its thread starts with the first zone that somebody is to be told of.
   *
   * @param name of the server, for the thread's name
   * @param config who is told of what
   * @param history takes note of each version before others are told of it
   * @param firstWait for an answer; doubled with each further attempt
   * @param attempts in all
   */
  public Notifier(
      String name, ExchangeConfig config, ZoneHistory history, Duration firstWait, int attempts) {
    this.config = config;
    this.history = history;
    this.firstWait = firstWait;
    this.attempts = attempts;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, name + "-notify");
              made.setDaemon(true);
              return made;
            });
  }

  /** Knows from now on who is told of zones that catalogs name. */
  public void heed(MemberExchanges of) {
    members = of;
  }

  /** Tells others from the next change on. */
  public void tell(ExchangeConfig next) {
    ExchangeConfig before = config;
    config = next;
    if (!next.equals(before)) {
      retold = true;
    }
    Runnable forget =
        () -> {
          history.forgetSteps(
              apex -> members.of(apex, before).gslb() != members.of(apex, next).gslb());
          history.forget(
              apex -> isExchanged(members.of(apex, before)) != isExchanged(members.of(apex, next)));
        };
    run(forget);
    // A version that was served before is noted only when it has settled.
    settled(forget);
  }

  private static boolean isExchanged(ZoneExchange exchange) {
    return !(exchange.notified().isEmpty() && exchange.transfer().isEmpty());
  }

  @Override
  public void installed(PackedZone zone) {
    if (!isExchanged(members.of(zone.apex(), config))) {
      return;
    }
    served.add(zone.apex());
    settled(() -> begin(zone));
  }

  @Override
  public void removed(DomainName apex) {
    served.remove(apex);
    // Behind the versions that have not settled.
    settled(
        () -> {
          told.remove(apex);
          history.forget(apex);
        });
  }

  private void run(Runnable task) {
    after(0, task);
  }

  private void settled(Runnable task) {
    after(SETTLE_MILLIS, task);
  }

  /** Tasks of one delay are run in the order in which they came. */
  private void after(long millis, Runnable task) {
    try {
      var unused = thread.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the server is closing");
    }
  }

  private void begin(PackedZone zone) {
    if (!served.contains(zone.apex())) {
      return;
    }
    history.note(zone, !retold);
    long serial = zone.serial();
    Long before = told.put(zone.apex(), serial);
    if (before != null && before == serial) {
      return;
    }
    for (ExchangePeer server : members.of(zone.apex(), config).notified()) {
      waiting.add(new Telling(zone, server, 1));
    }
    sendNext();
  }

  /** Each message under way has a socket: of many zones some wait. */
  private void sendNext() {
    while (underWay < MOST_UNDER_WAY) {
      Telling next = waiting.poll();
      if (next == null) {
        return;
      }
      send(next);
    }
  }

  private void send(Telling telling) {
    PackedZone zone = telling.zone();
    ExchangePeer server = telling.server();
    Long current = told.get(zone.apex());
    if (current == null || current != zone.serial() || !served.contains(zone.apex())) {
      return;
    }
    try {
      Duration wait = firstWait.multipliedBy(1L << (telling.attempt() - 1));
      long next = System.nanoTime() + wait.toNanos();
      SimpleResolver resolver = PeerLink.resolver(server, wait);
      underWay++;
      var unused =
          resolver
              .sendAsync(message(zone))
              .whenCompleteAsync(
                  (answer, error) -> {
                    underWay--;
                    answered(telling, next, answer, error);
                    sendNext();
                  },
                  thread);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be told of {}: {}", server, zone.apex(), PeerLink.text(e), e);
    }
  }

  private void answered(
      Telling telling, long next, @Nullable Message answer, @Nullable Throwable error) {
    PackedZone zone = telling.zone();
    ExchangePeer server = telling.server();
    if (answer != null && answer.getRcode() == Rcode.NOERROR) {
      LOG.info("{} knows of {} serial {}", server, zone.apex(), zone.serial());
    } else if (answer != null) {
      LOG.warn("{} answers {} to NOTIFY of {}", server, PeerLink.rcode(answer), zone.apex());
    } else if (telling.attempt() < attempts) {
      // A port that nobody listens at says so at once, and may be open again a moment later.
      long wait = Math.max(0, next - System.nanoTime());
      Telling again = new Telling(zone, server, telling.attempt() + 1);
      var unused =
          thread.schedule(
              () -> {
                waiting.add(again);
                sendNext();
              },
              wait,
              TimeUnit.NANOSECONDS);
    } else {
      LOG.warn(
          "{} does not answer NOTIFY of {} ({} attempts): {}",
          server,
          zone.apex(),
          attempts,
          error == null ? "" : PeerLink.text(error));
    }
  }

  private static Message message(PackedZone zone) throws IOException {
    Name apex = new Name(zone.apex().wire());
    Message message = Message.newQuery(Record.newRecord(apex, Type.SOA, DClass.IN));
    message.getHeader().setOpcode(Opcode.NOTIFY);
    message.getHeader().unsetFlag(Flags.RD);
    message.getHeader().setFlag(Flags.AA);
    message.addRecord(soa(apex, zone), Section.ANSWER);
    return message;
  }

  private static SOARecord soa(Name apex, PackedZone zone) throws IOException {
    RRset rrset = zone.rrset(zone.apex(), RecordType.SOA).orElseThrow();
    return (SOARecord)
        Record.newRecord(apex, Type.SOA, DClass.IN, rrset.ttlSeconds(), rrset.rdata(0));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
