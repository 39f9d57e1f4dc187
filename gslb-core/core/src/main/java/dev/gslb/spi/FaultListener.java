package dev.gslb.spi;

/** Is told what a transport could not do. Any thread; does not block or throw. */
public interface FaultListener {
  /**
   * A receive failed.
   *
   * @param reason the system's, such as {@code ENOBUFS}
   */
  void receiveFailed(String reason);

  /**
   * An answer could not be sent.
   *
   * @param reason the system's, such as {@code ENETUNREACH}
   */
  void sendFailed(String reason);

  /**
   * A handler threw, and its request got no answer.
   *
   * @param thrown what it threw
   */
  void handlerFailed(Throwable thrown);

  /**
   * A worker died and another takes its place.
   *
   * @param cause what it died of
   */
  void workerReplaced(Throwable cause);
}
