package dev.gslb.internal.exchange;

import dev.gslb.spi.SecondaryZone;
import java.net.InetAddress;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One secondary zone; belongs to the loop of {@link Secondaries} but for what says otherwise. */
final class WatchedZone {
  volatile SecondaryZone zone;
  final AtomicBoolean told = new AtomicBoolean();
  Instant checked = Instant.EPOCH;
  Runnable alarm = () -> {};
  int failures;
  boolean busy;
  boolean rested; // nothing was asked the last time
  boolean again;
  @Nullable InetAddress teller; // of the NOTIFY that it is asked again for
  volatile boolean gone; // set under its lock: after that nothing is served
  boolean reset; // nothing of it may stay
  @Nullable SecondaryZone next; // takes its place when the worker is done
  boolean unsaved; // the worker's that fetches it
  boolean broken; // the worker's too

  WatchedZone(SecondaryZone zone) {
    this.zone = zone;
  }
}
