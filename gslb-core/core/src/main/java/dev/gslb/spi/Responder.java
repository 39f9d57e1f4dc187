package dev.gslb.spi;

/**
 * Answers one deferred request, with one message or, on a stream, with many: a zone transfer. Used
 * by one thread at a time, not the worker that received the request.
 */
public interface Responder extends AutoCloseable {
  /**
   * Sends one message. Blocks while the client's connection has no room, at most for the
   * transport's write time-out.
   *
   * @param message holds the message; copied before the call returns
   * @param length octets of the message, 12 to 65535
   * @return false if the client is gone, too slow, or cannot be sent a message of this size: the
   *     caller stops
   * @throws IllegalArgumentException if the length is out of range; the request stays open
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  boolean send(byte[] message, int length) throws InterruptedException;

  /** Ends the answer: the transport may free what it holds for it. Never blocks. */
  @Override
  void close();
}
