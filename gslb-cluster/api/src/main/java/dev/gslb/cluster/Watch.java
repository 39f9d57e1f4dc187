package dev.gslb.cluster;

/** A watch that runs. Safe for any thread. */
public interface Watch extends AutoCloseable {

  /**
   * Ends the watch. No call of the listener begins after it returns; it waits for one that runs,
   * unless that is the caller.
   */
  @Override
  void close();
}
