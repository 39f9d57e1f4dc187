package dev.gslb.cluster.runtime;

import dev.gslb.cluster.NodeId;
import dev.gslb.spi.Verdict;
import java.time.Duration;

/**
 * What one node of a cluster says of an endpoint.
 *
 * @param node who says it
 * @param verdict what it says
 * @param age for how long, as far as the node that was asked knows
 */
public record NodeVote(NodeId node, Verdict verdict, Duration age) {}
