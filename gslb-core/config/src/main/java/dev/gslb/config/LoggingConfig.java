package dev.gslb.config;

/**
 * How a server logs.
 *
 * @param level the least severe messages that are written
 * @param format how a message is written
 */
public record LoggingConfig(Level level, Format format) {
  /** Severities, least severe first. */
  public enum Level {
    /** Every step. */
    TRACE,
    /** What a developer asks for. */
    DEBUG,
    /** What an operator wants to know. */
    INFO,
    /** What may need attention. */
    WARN,
    /** What does not work. */
    ERROR
  }

  /** Forms of a message. */
  public enum Format {
    /** A line of text. */
    TEXT,
    /** A JSON object in a line. */
    JSON
  }
}
