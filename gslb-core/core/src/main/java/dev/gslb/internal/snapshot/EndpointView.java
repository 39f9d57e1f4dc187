package dev.gslb.internal.snapshot;

/**
 * An endpoint as the query path sees it.
 *
 * @param label its id, for explanations
 * @param rdata the RDATA that it answers with
 */
public record EndpointView(String label, byte[] rdata) {}
