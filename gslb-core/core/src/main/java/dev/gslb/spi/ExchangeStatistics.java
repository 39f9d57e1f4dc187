package dev.gslb.spi;

/**
 * What was exchanged with other servers, counted since the server started, and what is missing.
 * Requests that are no messages in due form, or that there was no room for, are not among them.
 *
 * @param transfers AXFR and IXFR requests that were served, those that found nothing new included;
 *     counted when they end
 * @param refusedTransfers those that were answered with an error
 * @param updates UPDATE requests that took effect, or had nothing to change
 * @param refusedUpdates those that were answered with an error
 * @param refreshes times that a primary confirmed a zone or gave a newer one
 * @param failedRefreshes times that no primary of a zone did
 * @param secondaryZones zones that are to be taken from primaries, those of catalogs included
 * @param absentZones zones that should be served and are not: never taken yet, or expired
 */
public record ExchangeStatistics(
    long transfers,
    long refusedTransfers,
    long updates,
    long refusedUpdates,
    long refreshes,
    long failedRefreshes,
    int secondaryZones,
    int absentZones) {}
