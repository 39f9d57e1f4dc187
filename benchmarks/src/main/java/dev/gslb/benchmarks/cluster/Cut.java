package dev.gslb.benchmarks.cluster;

import java.util.List;

/** Which links between three nodes carry nothing. */
enum Cut {
  /** The leader and the others do not reach each other. */
  LEADER_ALONE,
  /** A follower and the others do not reach each other. */
  FOLLOWER_ALONE,
  /** What the leader sends is gone. */
  LEADER_UNHEARD,
  /** What is sent to the leader is gone. */
  LEADER_DEAF,
  /** The leader and one follower do not reach each other; both reach the third node. */
  ONE_LINK,
  /** What one follower sends to the leader is gone. */
  ONE_WAY_OF_ONE_LINK;

  /** One way of a link. */
  record Link(int from, int to) {}

  List<Link> links(int leader, int follower, int other) {
    return switch (this) {
      case LEADER_ALONE ->
          List.of(
              new Link(leader, follower),
              new Link(leader, other),
              new Link(follower, leader),
              new Link(other, leader));
      case FOLLOWER_ALONE ->
          List.of(
              new Link(follower, leader),
              new Link(follower, other),
              new Link(leader, follower),
              new Link(other, follower));
      case LEADER_UNHEARD -> List.of(new Link(leader, follower), new Link(leader, other));
      case LEADER_DEAF -> List.of(new Link(follower, leader), new Link(other, leader));
      case ONE_LINK -> List.of(new Link(leader, follower), new Link(follower, leader));
      case ONE_WAY_OF_ONE_LINK -> List.of(new Link(follower, leader));
    };
  }

  /** The node that cannot agree with a majority; -1 if all can. */
  int isolated(int leader, int follower) {
    return switch (this) {
      case LEADER_ALONE, LEADER_UNHEARD, LEADER_DEAF -> leader;
      case FOLLOWER_ALONE -> follower;
      case ONE_LINK, ONE_WAY_OF_ONE_LINK -> -1;
    };
  }
}
