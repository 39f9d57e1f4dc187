package dev.gslb.cluster.runtime;

import dev.gslb.spi.Command;
import dev.gslb.spi.ControlPort;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes commands and keeps them for the test. */
final class RecordingPort implements ControlPort {
  private static final int PATIENCE_SECONDS = 30;

  private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();

  @Override
  public CompletableFuture<Long> submit(Command command) {
    commands.add(command);
    return CompletableFuture.completedFuture(1L);
  }

  /** The next command, when it comes. */
  Command next() throws InterruptedException {
    Command command = commands.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (command == null) {
      throw new AssertionError("no command came");
    }
    return command;
  }

  boolean isQuiet() {
    return commands.isEmpty();
  }
}
