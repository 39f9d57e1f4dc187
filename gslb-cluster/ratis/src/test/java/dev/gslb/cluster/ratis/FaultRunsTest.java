package dev.gslb.cluster.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs under faults. As many as {@code -Dgslb.runs} says, 2 without it, from seed {@code
 * -Dgslb.seed}, 1 without it:
 *
 * <pre>
 * mvn -pl gslb-cluster/ratis test -Dtest=FaultRunsTest -Dgslb.runs=100
 * </pre>
 */
class FaultRunsTest {
  private static final int RUNS = Integer.getInteger("gslb.runs", 2);
  private static final long FIRST_SEED = Long.getLong("gslb.seed", 1);

  @TempDir Path directory;

  @Test
  void histories_underFaults_areLinearizable() throws Exception {
    List<String> violations = new ArrayList<>();
    int confirmed = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      Path own = directory.resolve("seed-" + seed);
      try (FaultRun run = new FaultRun(seed, own)) {
        run.run().ifPresent(violations::add);
        confirmed += run.confirmed();
      }
      Crash.delete(own);
      if (RUNS > 2) {
        System.out.println("seed " + seed + ": " + violations.size() + " violations so far");
      }
    }
    assertThat(violations).isEmpty();
    assertThat(confirmed).isPositive();
  }
}
