package dev.gslb.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a change is over: files differ from what was loaded, and have looked the same for
 * the settling time. Takes time as an argument. Confined to one thread.
 */
final class ChangeDetector {
  private final long settleNanos;
  private Fingerprint loaded;
  private @Nullable Fingerprint changing;
  private long changingSinceNanos;

  ChangeDetector(Fingerprint loaded, Duration settle) {
    this.loaded = loaded;
    this.settleNanos = settle.toNanos();
  }

  Fingerprint loaded() {
    return loaded;
  }

  /** Says what was loaded last; changes are looked for from there. */
  void load(Fingerprint fingerprint) {
    loaded = fingerprint;
    changing = null;
  }

  /** Whether a change is under way that has not settled. */
  boolean isSettling() {
    return changing != null;
  }

  /** Compares. Returns true once for each change, when it has settled. */
  boolean observe(Fingerprint now, long nanos) {
    if (now.equals(loaded)) {
      changing = null;
      return false;
    }
    if (!now.equals(changing)) {
      changing = now;
      changingSinceNanos = nanos;
    }
    if (nanos - changingSinceNanos < settleNanos) {
      return false;
    }
    load(now);
    return true;
  }
}
