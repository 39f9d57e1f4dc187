package dev.gslb.internal.engine;

import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.WireName;
import dev.gslb.spi.Inbound;
import org.jspecify.annotations.Nullable;

/**
 * Says who may ask. Reused; confined to one worker. While everybody may it costs one comparison a
 * query.
 */
public final class AccessCheck {
  private final AccessLists lists;
  private final NodeCursor node = new NodeCursor();
  private @Nullable AccessTable table;

  /** Makes a worker's check. */
  public AccessCheck(AccessLists lists) {
    this.lists = lists;
    this.table = lists.table();
  }

  /** Reads the lists of the moment, which hold until the next call. */
  public void beginBatch() {
    table = lists.table();
  }

  /**
   * Says whether a client may ask for what is in no zone.
   *
   * @param client the sender; a {@link Sender} may have signed the query
   * @return true if it may
   */
  public boolean permits(Inbound client) {
    AccessTable current = table;
    return current == null || current.permits(client);
  }

  /**
   * Says whether a client may ask for a name.
   *
   * @param client the sender; a {@link Sender} may have signed the query
   * @param name what it asks for, or where an alias led
   * @param apexLabel the label of the name at which the apex of its zone begins
   * @return true if it may
   */
  public boolean permits(Inbound client, WireName name, int apexLabel) {
    AccessTable current = table;
    return current == null || current.permits(client, name, apexLabel, node);
  }
}
