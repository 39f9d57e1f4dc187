package dev.gslb.spi;

/**
 * Turns request messages into response messages. One handler belongs to one worker thread and is
 * never called by two at once; it keeps its scratch space between calls.
 *
 * <pre>
 *                  returns
 *   handle(...) -> length &gt; 0   that many octets of the response buffer are the answer
 *               -> DROP          nothing is sent
 *               -> DEFER         the handler took {@link Inbound#defer} and will answer through it,
 *                                from any thread, with any number of messages
 * </pre>
 */
public interface QueryHandler {
  /** Nothing is sent. */
  int DROP = 0;

  /** The answer comes later, through a {@link Responder}. */
  int DEFER = -1;

  /**
   * Announces a batch: the requests that were read together are about to be handled. What the
   * handler looks at once a batch, such as the current snapshot, it looks at here.
   */
  void beginBatch();

  /**
   * Answers one request. Does not block and does not throw, whatever the octets are.
   *
   * @param inbound where the request came from; reused by the transport after this call
   * @param request holds the message from index 0; owned by the transport
   * @param requestLength octets of the message
   * @param response receives the message from index 0; owned by the transport
   * @param responseLimit the most octets that the transport can carry, at most the buffer's length
   * @return the length of the response, {@link #DROP} or {@link #DEFER}
   */
  int handle(
      Inbound inbound, byte[] request, int requestLength, byte[] response, int responseLimit);

  /** Makes the handlers, one for each worker. */
  interface Factory {
    /**
     * Makes a handler. Called by the transport before the worker starts.
     *
     * @return a handler that nobody else uses
     */
    QueryHandler newHandler();
  }
}
