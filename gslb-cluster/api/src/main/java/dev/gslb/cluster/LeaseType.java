package dev.gslb.cluster;

import dev.gslb.cluster.EntryTable.Lease;
import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** Leases in the file: milliseconds and renewals as variable-length integers. */
final class LeaseType extends BasicDataType<Lease> {

  static final LeaseType INSTANCE = new LeaseType();

  private static final int OBJECT_BYTES = 32;

  private LeaseType() {}

  @Override
  public int getMemory(Lease lease) {
    return OBJECT_BYTES;
  }

  @Override
  public void write(WriteBuffer buffer, Lease lease) {
    buffer.putVarLong(lease.millis()).putVarLong(lease.renewals());
  }

  @Override
  public Lease read(ByteBuffer buffer) {
    return new Lease(DataUtils.readVarLong(buffer), DataUtils.readVarLong(buffer));
  }

  @Override
  public Lease[] createStorage(int size) {
    return new Lease[size];
  }
}
