package dev.gslb.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** Keys in the file: UTF-8, with its length and checksum. */
final class KeyType extends BasicDataType<Key> {

  static final KeyType INSTANCE = new KeyType();

  private static final int OBJECT_BYTES = 64;

  private KeyType() {}

  @Override
  public int compare(Key a, Key b) {
    return a.compareTo(b);
  }

  @Override
  public int getMemory(Key key) {
    return OBJECT_BYTES + 2 * key.text().length();
  }

  @Override
  public void write(WriteBuffer buffer, Key key) {
    byte[] bytes = key.text().getBytes(StandardCharsets.UTF_8);
    Checked.write(bytes, 0, buffer);
  }

  @Override
  public Key read(ByteBuffer buffer) {
    return new Key(new String(Checked.read(buffer, 0), StandardCharsets.UTF_8));
  }

  @Override
  public Key[] createStorage(int size) {
    return new Key[size];
  }
}
