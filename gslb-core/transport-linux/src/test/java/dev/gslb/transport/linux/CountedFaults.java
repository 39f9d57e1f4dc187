package dev.gslb.transport.linux;

import dev.gslb.spi.FaultListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what went wrong. */
final class CountedFaults implements FaultListener {
  final List<String> receives = new CopyOnWriteArrayList<>();
  final List<String> sends = new CopyOnWriteArrayList<>();
  final List<Throwable> handlers = new CopyOnWriteArrayList<>();
  final List<Throwable> workers = new CopyOnWriteArrayList<>();

  @Override
  public void receiveFailed(String reason) {
    receives.add(reason);
  }

  @Override
  public void sendFailed(String reason) {
    sends.add(reason);
  }

  @Override
  public void handlerFailed(Throwable thrown) {
    handlers.add(thrown);
  }

  @Override
  public void workerReplaced(Throwable cause) {
    workers.add(cause);
  }
}
