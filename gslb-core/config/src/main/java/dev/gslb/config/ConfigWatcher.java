package dev.gslb.config;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls back when files that were read are others now: written anew, replaced, removed, created, or
 * reached through a symbolic link that points elsewhere, as those of a mounted ConfigMap do. Events
 * of the file system only make it look sooner; it looks every few seconds in any case, so that what
 * has no events, such as a network file system or a directory that does not exist yet, is seen too.
 *
 * <p>Owns one daemon thread, {@code gslb-config-watcher}, which runs the callback. The methods are
 * safe for any thread.
 */
public final class ConfigWatcher implements AutoCloseable {
  /** How long files must have looked the same before the callback. */
  public static final Duration DEFAULT_SETTLE = Duration.ofMillis(200);

  /** How often files are looked at without an event. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatcher.class);
  private static final long CLOSE_MILLIS = 5_000;

  private final Runnable changed;
  private final Duration settle;
  private final Duration interval;
  private final @Nullable WatchService service;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final AtomicReference<@Nullable Fingerprint> next = new AtomicReference<>();

  private ConfigWatcher(Fingerprint loaded, Runnable changed, Duration settle, Duration interval) {
    this.changed = changed;
    this.settle = settle;
    this.interval = interval;
    this.service = newService(interval);
    this.thread = new Thread(() -> run(loaded), "gslb-config-watcher");
    thread.setDaemon(true);
  }

  /** Returns null if the system has no room for another watch: then only the interval is left. */
  private static @Nullable WatchService newService(Duration interval) {
    try {
      return FileSystems.getDefault().newWatchService();
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("File changes have no events here; files are looked at every {}", interval, e);
      return null;
    }
  }

  /**
   * Starts to watch with the default times.
   *
   * @param loaded the files as they were when they were loaded
   * @param changed called on the watcher's thread after each change; may block. What it throws is
   *     logged
   * @return a watcher that belongs to the caller
   */
  public static ConfigWatcher start(Fingerprint loaded, Runnable changed) {
    return start(loaded, changed, DEFAULT_SETTLE, DEFAULT_INTERVAL);
  }

  /**
   * Starts to watch.
   *
   * @param loaded the files as they were when they were loaded
   * @param changed called on the watcher's thread after each change; may block. What it throws is
   *     logged
   * @param settle how long files must have looked the same before the callback
   * @param interval how often files are looked at without an event
   * @return a watcher that belongs to the caller
   */
  public static ConfigWatcher start(
      Fingerprint loaded, Runnable changed, Duration settle, Duration interval) {
    ConfigWatcher watcher = new ConfigWatcher(loaded, changed, settle, interval);
    watcher.thread.start();
    return watcher;
  }

  /**
   * Watches other files from now on. Call it after each load, also a refused one: a file may be
   * named that was not before.
   *
   * @param loaded the files as they were when they were loaded
   */
  public void watch(Fingerprint loaded) {
    next.set(loaded);
  }

  /** Ends the thread. Waits for a callback under way, at most 5 s. */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (service != null) {
        service.close();
      }
      if (!Thread.currentThread().equals(thread)) {
        thread.join(CLOSE_MILLIS);
      }
    } catch (IOException e) {
      LOG.warn("The watch for configuration changes did not close", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Fingerprint loaded) {
    ChangeDetector detector = new ChangeDetector(loaded, settle);
    Map<Path, WatchKey> keys = new HashMap<>();
    try {
      while (closing.getCount() > 0) {
        Fingerprint replaced = next.getAndSet(null);
        if (replaced != null) {
          detector.load(replaced);
        }
        register(detector.loaded(), keys);
        if (detector.observe(detector.loaded().again(), System.nanoTime())) {
          call();
        } else {
          await(detector.isSettling() ? settle : interval);
        }
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      LOG.debug("The watch for configuration changes ends");
    }
  }

  private void call() {
    try {
      changed.run();
    } catch (RuntimeException e) {
      LOG.error("The callback for a changed configuration failed", e);
    }
  }

  private void await(Duration longest) throws InterruptedException {
    if (service == null) {
      closing.await(longest.toNanos(), TimeUnit.NANOSECONDS);
      return;
    }
    WatchKey key = service.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
    while (key != null) {
      key.pollEvents();
      key.reset();
      key = service.poll();
    }
  }

  private void register(Fingerprint files, Map<Path, WatchKey> keys) {
    if (service == null) {
      return;
    }
    Set<Path> directories = directories(files);
    keys.entrySet()
        .removeIf(
            entry -> {
              boolean stale = !directories.contains(entry.getKey()) || !entry.getValue().isValid();
              if (stale) {
                entry.getValue().cancel();
              }
              return stale;
            });
    for (Path directory : directories) {
      keys.computeIfAbsent(directory, absent -> register(absent, service));
    }
  }

  private @Nullable WatchKey register(Path directory, WatchService service) {
    try {
      return directory.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_DELETE,
          StandardWatchEventKinds.ENTRY_MODIFY);
    } catch (IOException e) {
      LOG.debug("{} has no events; it is looked at every {}", directory, interval);
      return null;
    }
  }

  /** The directories in which an event may mean a change: around each path, and where it leads. */
  private static Set<Path> directories(Fingerprint files) {
    Set<Path> directories = new HashSet<>();
    for (Path path : files.paths()) {
      addExisting(path, directories);
      addExisting(path.getParent(), directories);
      try {
        addExisting(path.toRealPath().getParent(), directories);
      } catch (IOException e) {
        LOG.debug("{} does not exist", path);
      }
    }
    return directories;
  }

  private static void addExisting(@Nullable Path path, Set<Path> directories) {
    if (path != null && Files.isDirectory(path)) {
      directories.add(path);
    }
  }
}
