package dev.gslb.cluster;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** Values in the file: revision and length as variable-length integers, then the bytes. */
final class StoredType extends BasicDataType<StoredType.Stored> {

  /** A value with the revision that wrote it. */
  record Stored(long revision, Value value) {}

  static final StoredType INSTANCE = new StoredType();

  private static final int OBJECT_BYTES = 64;

  private StoredType() {}

  @Override
  public int getMemory(Stored stored) {
    return OBJECT_BYTES + stored.value().size();
  }

  @Override
  public void write(WriteBuffer buffer, Stored stored) {
    byte[] bytes = stored.value().shared();
    buffer.putVarLong(stored.revision()).putVarInt(bytes.length).put(bytes);
  }

  @Override
  public Stored read(ByteBuffer buffer) {
    long revision = DataUtils.readVarLong(buffer);
    byte[] bytes = new byte[DataUtils.readVarInt(buffer)];
    buffer.get(bytes);
    return new Stored(revision, Value.owning(bytes));
  }

  @Override
  public Stored[] createStorage(int size) {
    return new Stored[size];
  }
}
