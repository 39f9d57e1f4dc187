package dev.gslb.spi;

import dev.gslb.zone.EndpointId;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** A read-only window on the endpoints' states; safe for any thread. */
public interface StateView {
  /**
   * Returns one endpoint's state.
   *
   * @param id the endpoint
   * @return its state; empty if no policy uses it
   */
  Optional<EndpointState> state(EndpointId id);

  /**
   * Returns all endpoints that a policy uses.
   *
   * @return a copy, ordered by id
   */
  Collection<EndpointState> states();

  /**
   * Returns the endpoints that policies with {@link dev.gslb.zone.Fallback#LAST_HEALTHY} would fall
   * back on now. Given to {@link Command.Remember}, they survive a restart.
   *
   * @return a copy, in no order
   */
  Set<EndpointId> lastHealthy();
}
