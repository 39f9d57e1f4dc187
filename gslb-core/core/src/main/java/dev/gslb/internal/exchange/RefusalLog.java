package dev.gslb.internal.exchange;

import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.Wire;
import dev.gslb.zone.DomainName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who was refused what, and why: at most so many lines a minute, since anybody can ask. Any
 * thread.
 */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  static final int LINES_A_MINUTE = 30;

  private static final long MINUTE_MILLIS = 60_000;

  private final InstantSource clock;
  private final Consumer<String> lines;
  private long minute; // guarded by this, as what follows
  private int refusals;

  RefusalLog(InstantSource clock) {
    this(clock, LOG::info);
  }

  /** Has somebody else take the lines. */
  RefusalLog(InstantSource clock, Consumer<String> lines) {
    this.clock = clock;
    this.lines = lines;
  }

  /** Notes one. The reason goes behind a colon. */
  synchronized void refused(Request request, String reason) {
    long now = clock.millis() / MINUTE_MILLIS;
    if (now != minute) {
      if (refusals > LINES_A_MINUTE) {
        lines.accept(
            refusals
                - LINES_A_MINUTE
                + " more requests were refused in the minute from "
                + Instant.ofEpochMilli(minute * MINUTE_MILLIS));
      }
      minute = now;
      refusals = 0;
    }
    refusals++;
    if (refusals <= LINES_A_MINUTE) {
      lines.accept(subject(request.query()) + " by " + request.who() + " is refused: " + reason);
    }
  }

  private static String subject(QueryReader query) {
    String kind =
        switch (query.opcode()) {
          case Wire.NOTIFY -> "NOTIFY";
          case Wire.UPDATE -> "update";
          default -> transfer(query);
        };
    return query.questionEnd() == 0
        ? kind
        : kind + " for " + DomainName.fromWire(query.message(), Wire.HEADER_LENGTH);
  }

  private static String transfer(QueryReader query) {
    if (!query.isTransfer()) {
      return "query";
    }
    return query.type() == Wire.AXFR ? "AXFR" : "IXFR";
  }
}
