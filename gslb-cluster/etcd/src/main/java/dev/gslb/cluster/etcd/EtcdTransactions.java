package dev.gslb.cluster.etcd;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Condition;
import dev.gslb.cluster.LeaseId;
import dev.gslb.cluster.Transaction;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;

/** Transactions as etcd has them. */
final class EtcdTransactions {
  private EtcdTransactions() {}

  static TxnRequest request(Transaction transaction, EtcdKeys keys) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    for (Condition condition : transaction.conditions()) {
      request.addCompare(compare(condition, keys));
    }
    for (Change change : transaction.changes()) {
      request.addSuccess(operation(change, keys));
    }
    return request.build();
  }

  /** An absent key has the revision 0, in etcd too. */
  private static Compare compare(Condition condition, EtcdKeys keys) {
    return Compare.newBuilder()
        .setKey(keys.key(condition.key()))
        .setTarget(Compare.CompareTarget.MOD)
        .setResult(Compare.CompareResult.EQUAL)
        .setModRevision(condition.revision())
        .build();
  }

  private static RequestOp operation(Change change, EtcdKeys keys) {
    RequestOp.Builder operation = RequestOp.newBuilder();
    if (change instanceof Change.Put put) {
      operation.setRequestPut(
          PutRequest.newBuilder()
              .setKey(keys.key(put.key()))
              .setValue(EtcdKeys.value(put.value()))
              .setLease(put.lease().map(LeaseId::value).orElse(0L)));
    } else {
      operation.setRequestDeleteRange(
          DeleteRangeRequest.newBuilder().setKey(keys.key(change.key())));
    }
    return operation.build();
  }
}
