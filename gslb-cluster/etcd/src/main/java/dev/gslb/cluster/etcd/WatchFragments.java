package dev.gslb.cluster.etcd;

import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchResponse;

/**
 * The two fields {@code fragment} of etcd's {@code rpc.proto}, since 3.4, which the generated
 * messages do not have: with it a server divides an answer that is larger than a request may be.
 */
final class WatchFragments {
  private static final int IN_CREATE_REQUEST = 8;
  private static final int IN_RESPONSE = 7;

  private WatchFragments() {}

  static void ask(WatchCreateRequest.Builder request) {
    UnknownFieldSet.Field yes = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
    request.setUnknownFields(UnknownFieldSet.newBuilder().addField(IN_CREATE_REQUEST, yes).build());
  }

  /** Whether the next response goes on with this one. */
  static boolean goesOn(WatchResponse response) {
    return response.getUnknownFields().getField(IN_RESPONSE).getVarintList().contains(1L);
  }
}
