package dev.gslb.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.gslb.config.LoggingConfig;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Makes the process log as its configuration says: to standard error, a line a message. */
final class Logging {
  /** Until the configuration is read. */
  static final LoggingConfig AT_START =
      new LoggingConfig(LoggingConfig.Level.INFO, LoggingConfig.Format.TEXT);

  /** Libraries that tell of every step at INFO. */
  private static final List<String> TALKATIVE =
      List.of("org.apache.ratis", "io.grpc", "io.netty", "io.vertx", "io.etcd", "org.jgroups");

  /** Parts of Raft that warn of each heartbeat that a node which is away does not take. */
  private static final List<String> ALARMISTS =
      List.of("org.apache.ratis.grpc.server", "org.apache.ratis.util.LifeCycle");

  /** gRPC logs to the JDK, which forgets a logger's level unless somebody holds the logger. */
  private static final List<java.util.logging.Logger> GRPC =
      Stream.of("io.grpc", "org.apache.ratis.thirdparty.io.grpc")
          .map(java.util.logging.Logger::getLogger)
          .toList();

  private static final String IN_EFFECT = "dev.gslb.server.logging";

  private Logging() {}

  /** Sets level and form for the whole process. */
  static void apply(LoggingConfig config) {
    apply((LoggerContext) LoggerFactory.getILoggerFactory(), config);
  }

  static void apply(LoggerContext context, LoggingConfig config) {
    if (config.equals(context.getObject(IN_EFFECT))) {
      return;
    }
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    Level level = Level.toLevel(config.level().name());
    root.setLevel(level);
    boolean hushed = level.isGreaterOrEqual(Level.INFO) && Level.WARN.isGreaterOrEqual(level);
    for (String library : TALKATIVE) {
      context.getLogger(library).setLevel(hushed ? Level.WARN : null);
    }
    for (String library : ALARMISTS) {
      context.getLogger(library).setLevel(hushed ? Level.ERROR : null);
    }
    GRPC.forEach(logger -> logger.setLevel(hushed ? java.util.logging.Level.WARNING : null));
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(context, config.format()));
    appender.start();
    root.addAppender(appender);
    context.putObject(IN_EFFECT, config);
  }

  private static Encoder<ILoggingEvent> encoder(
      LoggerContext context, LoggingConfig.Format format) {
    if (format == LoggingConfig.Format.JSON) {
      JsonEncoder json = new JsonEncoder();
      json.setContext(context);
      json.start();
      return json;
    }
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n");
    text.start();
    return text;
  }
}
