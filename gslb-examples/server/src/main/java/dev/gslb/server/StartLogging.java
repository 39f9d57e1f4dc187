package dev.gslb.server;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * How the process logs until its configuration is read. Logback finds it as a service, which is why
 * it is public, and then looks for no file: reading XML is a tenth of a second of every start.
 */
public final class StartLogging extends ContextAwareBase implements Configurator {
  /** Made by Logback, once. */
  public StartLogging() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    Logging.apply(context, Logging.AT_START);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
