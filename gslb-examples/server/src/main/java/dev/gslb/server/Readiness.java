package dev.gslb.server;

/**
 * Whether clients should be sent to a server.
 *
 * @param ready whether they should
 * @param text in a few words
 */
record Readiness(boolean ready, String text) {}
