package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Delays each call of a process that forces a file to disk, by strace, until it is closed. */
final class SlowDisk implements AutoCloseable {
  private final Process tracer;

  private SlowDisk(Process tracer) {
    this.tracer = tracer;
  }

  static SlowDisk of(long pid, int delayMillis) throws IOException {
    String delay = "inject=fsync,fdatasync:delay_enter=" + delayMillis * 1_000L;
    List<String> command =
        List.of(
            "strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=fsync,fdatasync",
            "-e",
            delay,
            "-p",
            Long.toString(pid));
    return new SlowDisk(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Waits while the disk is slow. */
  void last(long nanos) {
    LockSupport.parkNanos(nanos);
  }

  @Override
  public void close() throws IOException {
    if (!tracer.isAlive()) {
      throw new IOException("strace ended early: may it trace other processes?");
    }
    tracer.destroy();
    try {
      if (!tracer.waitFor(10, TimeUnit.SECONDS)) {
        tracer.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
