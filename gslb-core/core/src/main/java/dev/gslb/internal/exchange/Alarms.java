package dev.gslb.internal.exchange;

import java.time.Duration;

/** Runs something later. */
@FunctionalInterface
interface Alarms {
  /**
   * Sets an alarm.
   *
   * @param wait from now
   * @param task runs on the loop of the one who sets it
   * @return calls the alarm off
   */
  Runnable after(Duration wait, Runnable task);
}
