package dev.gslb.internal.snapshot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Hands the current snapshot from the control thread to the workers. */
public final class SnapshotCell {
  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(SnapshotCell.class, "current", Snapshot.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // read through the VarHandle
  private Snapshot current;

  /** Holds a first snapshot. */
  public SnapshotCell(Snapshot first) {
    this.current = first;
  }

  /** Reads the snapshot: acquire, so that everything written before it was published is seen. */
  public Snapshot get() {
    return (Snapshot) CURRENT.getAcquire(this);
  }

  /**
   * Publishes a snapshot: release is enough, since there is one writer and readers may lag by a
   * batch. Called by the control thread only.
   */
  public void publish(Snapshot next) {
    CURRENT.setRelease(this, next);
  }
}
