package dev.gslb.scenario;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** The log of these tests: silent, but warnings and errors are kept for a test to look at. */
public final class RecordedLog implements SLF4JServiceProvider {
  private static final List<Entry> ENTRIES = new CopyOnWriteArrayList<>();

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  private record Entry(String thread, String text) {}

  /** The warnings and errors of the threads whose names begin so. */
  static List<String> complaintsOf(String threads) {
    return ENTRIES.stream()
        .filter(entry -> entry.thread.startsWith(threads))
        .map(Entry::text)
        .toList();
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return Keeper::new;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}

  private static final class Keeper extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    Keeper(String name) {
      this.name = name;
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return Keeper.class.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
      String text = MessageFormatter.basicArrayFormat(pattern, arguments);
      ENTRIES.add(
          new Entry(
              Thread.currentThread().getName(), level + " " + name + " " + text + " " + thrown));
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }
  }
}
