package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Inbound;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Responder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Handlers that do what the request says, so that a test of a transport is told by its client. They
 * stand for all kinds of handlers: the one that answers at once, a zone transfer, a signer that has
 * to ask elsewhere on a miss.
 *
 * <pre>
 *    0   id          16 bits
 *    2   QR          16 bits, set in answers
 *    4   zero
 *   12   act          8 bits
 *   13   count       32 bits
 *   17   size        32 bits, octets of each answer; 0 for as many as the transport carries
 *   21   filling
 * </pre>
 */
final class ScriptedHandlers implements QueryHandler.Factory, AutoCloseable {
  /** What a handler is asked to do. */
  enum Act {
    /** Sends the request back. */
    ECHO,
    /** Answers with nothing. */
    DROP,
    /** Answers with {@code size} octets. */
    FILL,
    /** Answers with what the transport says of the sender. */
    CLIENT,
    /** Answers with the number of batches begun. */
    BATCH,
    /** Stays in the call until {@link #gate} lets it go on. */
    WAIT,
    /** Answers later, from another thread. */
    DEFER,
    /** Answers when the test says so: see {@link #held}. */
    HOLD,
    /** Answers with {@code count} messages of {@code size} octets from another thread. */
    TRANSFER,
    /** Answers at once what was asked before, else later: a signer with a cache. */
    SIGN
  }

  /** A request whose answer the test gives. */
  record Held(int id, Responder responder) implements AutoCloseable {
    @Override
    public void close() {
      responder.close();
    }
  }

  /** Octets of the shortest request. */
  static final int SHORTEST = 21;

  private static final int PATIENCE_SECONDS = 20;
  private static final Act[] ACTS = Act.values();

  private final List<Scripted> made = new CopyOnWriteArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ExecutorService others = Executors.newCachedThreadPool();
  private final Map<Integer, Boolean> signed = new ConcurrentHashMap<>();
  private final AtomicInteger filled = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> transfers = new LinkedBlockingQueue<>();
  private final Semaphore entered = new Semaphore(0);
  private final Semaphore gate = new Semaphore(0);

  /** Makes a request of a given length. */
  @SuppressWarnings("EnumOrdinal") // written and read by the same class
  static byte[] request(Act act, int id, int count, int size, int length) {
    byte[] message = new byte[length];
    for (int i = SHORTEST; i < length; i++) {
      message[i] = (byte) (id + 31 * i);
    }
    ByteBuffer.wrap(message)
        .putShort(0, (short) id)
        .put(12, (byte) act.ordinal())
        .putInt(13, count)
        .putInt(17, size);
    return message;
  }

  /** Makes a request of the shortest kind. */
  static byte[] request(Act act, int id) {
    return request(act, id, 0, 0, SHORTEST);
  }

  /** What ECHO, DEFER, WAIT and SIGN answer to a request. */
  static byte[] echoOf(byte[] request) {
    byte[] answer = request.clone();
    answer[2] |= (byte) 0x80;
    return answer;
  }

  /** What FILL answers, and TRANSFER as the message of this number. */
  static byte[] filling(int id, int number, int size) {
    byte[] message = new byte[size];
    for (int i = 12; i < size; i++) {
      message[i] = (byte) (number + 7 * i);
    }
    ByteBuffer.wrap(message).putShort(0, (short) id).putShort(2, (short) 0x8000).putInt(4, number);
    return message;
  }

  @Override
  public QueryHandler newHandler() {
    Scripted handler = new Scripted();
    made.add(handler);
    return handler;
  }

  /** Counts the handlers made. */
  int made() {
    return made.size();
  }

  /** Counts the FILL requests handled. */
  int filled() {
    return filled.get();
  }

  /** Counts the messages that transfers sent. */
  int sent() {
    return sent.get();
  }

  /** Takes the next request that waits for the test's answer. */
  Held held() throws InterruptedException {
    Held next = held.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request to hold has arrived");
    }
    return next;
  }

  /** Waits for the end of a transfer. Returns whether all of it was sent. */
  boolean transferred() throws InterruptedException {
    Boolean whole = transfers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (whole == null) {
      throw new AssertionError("no transfer has ended");
    }
    return whole;
  }

  /** Waits until a handler is inside a WAIT request. */
  void awaitEntered() throws InterruptedException {
    assertThat(entered.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** Lets one WAIT request go on. */
  void gate() {
    gate.release();
  }

  /** Fails if a handler was used in another way than its interface says. */
  void assertUsedAsPromised() {
    assertThat(failures).isEmpty();
    assertThat(made).allSatisfy(handler -> assertThat(handler.threads).hasSizeLessThan(2));
  }

  @Override
  public void close() {
    gate.release(Short.MAX_VALUE);
    others.shutdownNow();
  }

  /** Does something on another thread; what goes wrong there fails the test. */
  private void elsewhere(Later task) {
    others.execute(
        () -> {
          try {
            task.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException | Error e) {
            failures.add(e);
          }
        });
  }

  private interface Later {
    void run() throws InterruptedException;
  }

  private static void sendOnce(Responder responder, byte[] answer) throws InterruptedException {
    try (responder) {
      responder.send(answer, answer.length);
      // The transport has its own copy by now.
      Arrays.fill(answer, (byte) 0x55);
    }
  }

  private void transfer(Responder responder, int id, int count, int size)
      throws InterruptedException {
    boolean whole = true;
    try (responder) {
      for (int i = 0; i < count && whole; i++) {
        whole = responder.send(filling(id, i, size), size);
        if (whole) {
          sent.incrementAndGet();
        }
      }
    }
    transfers.add(whole);
  }

  private final class Scripted implements QueryHandler {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean busy = new AtomicBoolean();
    private int batches;

    @Override
    public void beginBatch() {
      threads.add(Thread.currentThread());
      batches++;
    }

    @Override
    public int handle(
        Inbound inbound, byte[] request, int requestLength, byte[] response, int responseLimit) {
      threads.add(Thread.currentThread());
      if (!busy.compareAndSet(false, true)) {
        failures.add(new AssertionError("a handler was called by two threads at once"));
      }
      try {
        return requestLength < SHORTEST
            ? DROP
            : act(inbound, Arrays.copyOf(request, requestLength), response, responseLimit);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return DROP;
      } finally {
        busy.set(false);
      }
    }

    private int act(Inbound inbound, byte[] request, byte[] response, int limit)
        throws InterruptedException {
      ByteBuffer fields = ByteBuffer.wrap(request);
      int id = fields.getShort(0) & 0xFFFF;
      int count = fields.getInt(13);
      int size = fields.getInt(17) == 0 ? limit : fields.getInt(17);
      return switch (ACTS[request[12]]) {
        case ECHO -> put(echoOf(request), response);
        case DROP -> DROP;
        case FILL -> {
          filled.incrementAndGet();
          yield put(filling(id, 0, size), response);
        }
        case CLIENT -> put(describe(inbound, id), response);
        case BATCH -> put(filling(id, batches, SHORTEST), response);
        case WAIT -> {
          entered.release();
          gate.acquire();
          yield put(echoOf(request), response);
        }
        case DEFER -> later(inbound, echoOf(request));
        case HOLD -> {
          held.add(new Held(id, inbound.defer()));
          yield DEFER;
        }
        case TRANSFER -> {
          Responder responder = inbound.defer();
          elsewhere(() -> transfer(responder, id, count, size));
          yield DEFER;
        }
        case SIGN ->
            signed.putIfAbsent(count, true) == null
                ? later(inbound, echoOf(request))
                : put(echoOf(request), response);
      };
    }

    private int later(Inbound inbound, byte[] answer) {
      Responder responder = inbound.defer();
      elsewhere(() -> sendOnce(responder, answer));
      return DEFER;
    }

    private static int put(byte[] answer, byte[] response) {
      System.arraycopy(answer, 0, response, 0, answer.length);
      return answer.length;
    }

    private static byte[] describe(Inbound inbound, int id) {
      byte[] answer = new byte[34];
      ByteBuffer.wrap(answer)
          .putShort((short) id)
          .position(12)
          .put((byte) (inbound.isStream() ? 1 : 0))
          .put((byte) (inbound.clientIsIpv4() ? 1 : 0))
          .putLong(inbound.clientHigh())
          .putLong(inbound.clientLow())
          .putInt(inbound.client().getPort());
      return answer;
    }
  }
}
