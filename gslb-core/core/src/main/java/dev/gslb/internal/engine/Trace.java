package dev.gslb.internal.engine;

import dev.gslb.spi.Explanation;
import java.util.ArrayList;
import java.util.List;

/** Records how a decision came about, when somebody asked. Off for clients' queries. */
final class Trace {
  static final Trace OFF = new Trace(false);

  private final boolean on;
  private final List<Explanation.Step> steps = new ArrayList<>();

  private Trace(boolean on) {
    this.on = on;
  }

  static Trace recording() {
    return new Trace(true);
  }

  boolean isOn() {
    return on;
  }

  void step(Explanation.Step step) {
    steps.add(step);
  }

  List<Explanation.Step> steps() {
    return steps;
  }
}
