package dev.gslb.spi;

import java.util.concurrent.CompletableFuture;

/** The way into the control thread, the single writer of what is served. Safe for any thread. */
public interface ControlPort {
  /**
   * Hands over a command. Does not wait for it.
   *
   * <p>Routers that a command builds anew for policies that stay as they are come into use a few at
   * a time, so that no observation waits for all of them. The command is complete when the last one
   * that it brought, or a later one in its place, is in use; commands that bring none are complete
   * with the next snapshot, and none waits for what came behind it.
   *
   * @param command what to change
   * @return the id of the first snapshot that shows the effect, or a {@link
   *     dev.gslb.zone.RefusedException} and nothing changed. It is completed on a thread of the
   *     server, where dependents must not block
   */
  CompletableFuture<Long> submit(Command command);
}
