package dev.gslb.transport.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.TransportConfig;
import dev.gslb.spi.UdpConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What a worker is for its operator: pinned, evenly used, replaced when it dies, without garbage.
 */
class WorkersTest {
  private static final int FLOWS = 512;

  private final CountedFaults faults = new CountedFaults();

  private static UdpConfig udp(int workers, int batch, long busyNanos, List<Integer> cpus) {
    return new UdpConfig("linux", workers, batch, Duration.ofNanos(busyNanos), cpus, 1 << 20);
  }

  @Test
  void workers_manyFlows_shareThemFairly() throws Exception {
    AtomicInteger made = new AtomicInteger();
    try (LinuxUdpTransport server =
        Servers.serve(
            "127.0.0.1",
            udp(2, 32, 0, List.of()),
            () -> new EchoHandler(made.incrementAndGet()),
            faults)) {
      int first = 0;
      for (int i = 0; i < FLOWS; i++) {
        try (DatagramSocket client = Servers.client("127.0.0.1", Servers.port(server))) {
          byte[] answer = Servers.ask(client, (byte) 1);
          first += ByteBuffer.wrap(answer).getInt(answer.length - 4) == 1 ? 1 : 0;
        }
      }
      assertThat(first).isBetween(FLOWS / 3, 2 * FLOWS / 3);
    }
  }

  @Test
  void worker_busyPollAndBatchOfOne_answers() throws Exception {
    try (LinuxUdpTransport server =
            Servers.serve(
                "127.0.0.1", udp(1, 1, 1_000_000, List.of()), () -> new EchoHandler(1), faults);
        DatagramSocket client = Servers.client("127.0.0.1", Servers.port(server))) {
      for (int i = 0; i < 100; i++) {
        assertThat(Servers.ask(client, (byte) i)).startsWith(i);
      }
    }
  }

  @Test
  void worker_pinned_runsOnThatProcessor() throws Exception {
    int cpu = allowedCpu();
    try (LinuxUdpTransport server =
            Servers.serve("127.0.0.1", udp(1, 32, 0, List.of(cpu)), Placed::new, faults);
        DatagramSocket client = Servers.client("127.0.0.1", Servers.port(server))) {
      assertThat(new String(Servers.ask(client, (byte) 1), StandardCharsets.US_ASCII))
          .isEqualTo(String.valueOf(cpu));
    }
    assertThat(faults.workers).isEmpty();
  }

  @Test
  void open_processorThatIsNotThere_isRefused() {
    assertThatThrownBy(
            () ->
                Servers.serve(
                    "127.0.0.1", udp(1, 32, 0, List.of(1_023)), () -> new EchoHandler(1), faults))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("processor 1023");
  }

  @Test
  void worker_dies_isReplacedAndCounted() throws Exception {
    AtomicInteger made = new AtomicInteger();
    try (LinuxUdpTransport server =
            Servers.serve(
                "127.0.0.1",
                UdpConfig.DEFAULT,
                () -> made.incrementAndGet() == 1 ? new Dying() : new EchoHandler(2),
                faults);
        DatagramSocket client = Servers.client("127.0.0.1", Servers.port(server))) {
      client.setSoTimeout(200);
      byte[] answer = askUntilAnswered(client);
      assertThat(ByteBuffer.wrap(answer).getInt(answer.length - 4)).isEqualTo(2);
    }
    assertThat(faults.workers)
        .singleElement()
        .satisfies(cause -> assertThat(cause).hasMessage("thrown by a test"));
    assertThat(made).hasValue(2);
  }

  @Test
  void worker_noHandlerAtFirst_isReplacedLater() throws Exception {
    AtomicInteger made = new AtomicInteger();
    try (LinuxUdpTransport server =
            Servers.serve(
                "127.0.0.1",
                UdpConfig.DEFAULT,
                () ->
                    switch (made.incrementAndGet()) {
                      case 1 -> new Dying();
                      case 2 -> throw new OutOfMemoryError("thrown by a test");
                      default -> new EchoHandler(3);
                    },
                faults);
        DatagramSocket client = Servers.client("127.0.0.1", Servers.port(server))) {
      client.setSoTimeout(200);
      byte[] answer = askUntilAnswered(client);
      assertThat(ByteBuffer.wrap(answer).getInt(answer.length - 4)).isEqualTo(3);
    }
    assertThat(faults.receives).containsExactly("thrown by a test");
  }

  @Test
  void open_handlerCannotBeMade_keepsNothing() throws Exception {
    int port;
    try (DatagramSocket free = new DatagramSocket()) {
      port = free.getLocalPort();
    }
    AtomicInteger made = new AtomicInteger();
    TransportConfig config =
        Servers.config("0.0.0.0", UdpConfig.DEFAULT.withWorkers(2))
            .withAddresses(List.of(new InetSocketAddress("0.0.0.0", port)));
    assertThatThrownBy(
            () ->
                LinuxUdpTransport.open(
                    "test",
                    config,
                    () -> {
                      if (made.incrementAndGet() == 2) {
                        throw new IllegalStateException("thrown by a test");
                      }
                      return new EchoHandler(1);
                    },
                    faults))
        .hasMessage("thrown by a test");
    try (DatagramSocket again = new DatagramSocket(port)) {
      assertThat(again.getLocalPort()).isEqualTo(port);
    }
  }

  /** Datagrams of the moment at which the socket is exchanged are lost, as in any network. */
  private static byte[] askUntilAnswered(DatagramSocket client) throws IOException {
    IOException last = new IOException("nothing was asked");
    for (int i = 0; i < 100; i++) {
      try {
        return Servers.ask(client, (byte) 1);
      } catch (SocketTimeoutException | PortUnreachableException e) {
        last = e;
      }
    }
    throw last;
  }

  @Test
  void handler_throwsAnError_losesItsRequestOnly() throws Exception {
    try (LinuxUdpTransport server =
            Servers.serve("127.0.0.1", UdpConfig.DEFAULT, () -> new Choosy(), faults);
        DatagramSocket client = Servers.client("127.0.0.1", Servers.port(server))) {
      Servers.send(client, (byte) 0);
      assertThat(Servers.ask(client, (byte) 5)).startsWith(5);
    }
    assertThat(faults.handlers).singleElement().isInstanceOf(StackOverflowError.class);
    assertThat(faults.workers).isEmpty();
  }

  @Test
  void worker_warm_allocatesNothing() throws Exception {
    Allocation allocation = new Allocation();
    try (LinuxUdpTransport server =
            Servers.serve("::", UdpConfig.DEFAULT, () -> allocation, faults);
        DatagramSocket client = Servers.client("127.0.0.1", Servers.port(server))) {
      for (int i = 0; i < 60_000; i++) {
        Servers.ask(client, (byte) 1);
      }
      // The compiler may be late, or think again: what a request allocates is in every round.
      long allocated = Long.MAX_VALUE;
      for (int round = 0; round < 20 && allocated > 0; round++) {
        long before = allocation.told(client);
        for (int i = 0; i < 20_000; i++) {
          Servers.ask(client, (byte) 1);
        }
        allocated = allocation.told(client) - before;
      }
      assertThat(allocated).isZero();
    }
  }

  private static int allowedCpu() throws IOException {
    return Integer.parseInt(cpus().split("[-,]", -1)[0]);
  }

  private static String cpus() throws IOException {
    return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  /** Answers with the processors its thread may run on. */
  private static final class Placed extends EchoHandler {
    Placed() {
      super(1);
    }

    @Override
    public int handle(
        Inbound inbound, byte[] request, int requestLength, byte[] response, int responseLimit) {
      try {
        byte[] text = cpus().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, response, 0, text.length);
        return text.length;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Breaks the promise not to throw where no request stands for it. */
  private static final class Dying extends EchoHandler {
    Dying() {
      super(1);
    }

    @Override
    public void beginBatch() {
      throw new IllegalStateException("thrown by a test");
    }
  }

  /** Throws at requests that begin with zero, and interrupts its thread. */
  private static final class Choosy extends EchoHandler {
    Choosy() {
      super(1);
    }

    @Override
    public int handle(
        Inbound inbound, byte[] request, int requestLength, byte[] response, int responseLimit) {
      if (requestLength > 0 && request[0] == 0) {
        Thread.currentThread().interrupt();
        throw new StackOverflowError("thrown by a test");
      }
      return super.handle(inbound, request, requestLength, response, responseLimit);
    }
  }

  /** Tells what its thread has allocated to those who ask with a zero. */
  private static final class Allocation extends EchoHandler {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    Allocation() {
      super(1);
    }

    long told(DatagramSocket client) throws IOException {
      return ByteBuffer.wrap(Servers.ask(client, (byte) 0)).getLong();
    }

    @Override
    public int handle(
        Inbound inbound, byte[] request, int requestLength, byte[] response, int responseLimit) {
      if (requestLength > 0 && request[0] == 0) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < Long.BYTES; i++) {
          response[i] = (byte) (allocated >>> (Long.SIZE - Byte.SIZE * (i + 1)));
        }
        return Long.BYTES;
      }
      // Reads all that an engine may ask for.
      response[0] = (byte) (inbound.clientIsIpv4() ? inbound.clientHigh() : inbound.clientLow());
      return requestLength;
    }
  }
}
