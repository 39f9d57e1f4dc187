package dev.gslb.spi;

/**
 * What the transports could not do, counted since the server started.
 *
 * @param receive receives and accepts that the system refused
 * @param send answers that the system refused to send
 * @param refusedConnections TCP connections closed because there were too many
 * @param shedConnections TCP connections closed because all together held too many octets
 * @param handlers requests given up because the handler threw
 * @param replacedWorkers threads that died and were replaced
 */
public record NetworkFaults(
    long receive,
    long send,
    long refusedConnections,
    long shedConnections,
    long handlers,
    long replacedWorkers) {}
