package dev.gslb.spi;

import java.util.concurrent.CompletableFuture;

/** The way into the control thread, the single writer of what is served. Safe for any thread. */
public interface ControlPort {
  /**
   * Hands over a command. Does not wait for it.
   *
   * @param command what to change
   * @return the id of the first snapshot that shows the effect, or a {@link
   *     dev.gslb.zone.RefusedException} and nothing changed. It is completed on a thread of the
   *     server, where dependents must not block
   */
  CompletableFuture<Long> submit(Command command);
}
