package dev.gslb.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes as much of many things as can be had together, by halves: few bad ones among many good ones
 * cost few trials. Confined to one thread.
 *
 * @param <T> what is taken
 */
final class Sieve<T> {
  /** A trial may take a second; what is left untried after so many is refused. */
  private static final int MOST_TRIALS = 64;

  private final Trial<T> trial;
  private final Set<T> taken = new LinkedHashSet<>();
  private int trials;

  /** Says whether things can be had together. */
  interface Trial<T> {
    boolean takes(Set<T> things);
  }

  Sieve(Trial<T> trial) {
    this.trial = trial;
  }

  /** Takes what it can. Returns all that was taken so far, in the order tried. */
  Set<T> sift(List<T> things) {
    if (things.isEmpty() || trials >= MOST_TRIALS) {
      return taken;
    }
    trials++;
    Set<T> together = new LinkedHashSet<>(taken);
    together.addAll(things);
    if (trial.takes(together)) {
      taken.addAll(things);
    } else if (things.size() > 1) {
      int half = things.size() / 2;
      sift(things.subList(0, half));
      sift(things.subList(half, things.size()));
    }
    return taken;
  }
}
