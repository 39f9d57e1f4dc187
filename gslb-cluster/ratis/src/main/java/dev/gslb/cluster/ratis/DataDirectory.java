package dev.gslb.cluster.ratis;

import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Properties;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * The directory of a node: which cluster and node it belongs to, in the file {@code identity}, and
 * Ratis' files in a directory of their own.
 *
 * @param directory the directory
 * @param peer the name of this node's life: a node that lost its directory gets another one, so
 *     that nobody takes it for the one that remembers
 */
record DataDirectory(Path directory, RaftPeerId peer) {
  private static final String IDENTITY = "identity";
  private static final String FIRST_LIFE = "0";
  private static final char LIFE = '@';

  /**
   * Opens a directory, or makes it.
   *
   * @throws StateStoreException if it belongs to another cluster or node, or cannot be read
   */
  static DataDirectory open(NodeId self, RatisConfig config) {
    Path file = config.directory().resolve(IDENTITY);
    try {
      Files.createDirectories(config.directory());
      if (Files.exists(file)) {
        return read(self, config, file);
      }
      if (!config.bootstrap() && config.join().isEmpty()) {
        throw failed(
            config.directory() + " is empty (expected: bootstrap: true, or addresses to join)");
      }
      String life =
          config.bootstrap() ? FIRST_LIFE : Integer.toHexString(new SecureRandom().nextInt());
      write(self, config, life, file);
      return new DataDirectory(config.directory(), peerOf(self, life));
    } catch (IOException e) {
      throw new StateStoreException(Reason.FAILED, config.directory() + " cannot be used: " + e, e);
    }
  }

  private static DataDirectory read(NodeId self, RatisConfig config, Path file) throws IOException {
    Properties identity = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      identity.load(in);
    }
    require(file, "cluster", identity.getProperty("cluster", ""), config.cluster());
    require(file, "node", identity.getProperty("node", ""), self.value());
    String life = identity.getProperty("life", FIRST_LIFE);
    return new DataDirectory(config.directory(), peerOf(self, life));
  }

  private static void require(Path file, String name, String found, String expected) {
    if (!found.equals(expected)) {
      throw failed(file + ": " + name + " " + found + " (expected: " + expected + ")");
    }
  }

  private static void write(NodeId self, RatisConfig config, String life, Path file)
      throws IOException {
    Properties identity = new Properties();
    identity.setProperty("cluster", config.cluster());
    identity.setProperty("node", self.value());
    identity.setProperty("life", life);
    Path temporary = file.resolveSibling(IDENTITY + ".tmp");
    try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
      identity.store(out, null);
      out.getFD().sync();
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    force(config.directory());
  }

  /** Makes the names in a directory durable. */
  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  Path logs() {
    return directory.resolve("raft");
  }

  static RaftPeerId firstLife(NodeId node) {
    return peerOf(node, FIRST_LIFE);
  }

  static NodeId nodeOf(RaftPeerId peer) {
    String text = peer.toString();
    int end = text.indexOf(LIFE);
    return new NodeId(end < 0 ? text : text.substring(0, end));
  }

  private static RaftPeerId peerOf(NodeId node, String life) {
    return RaftPeerId.valueOf(node.value() + LIFE + life);
  }

  private static StateStoreException failed(String message) {
    return new StateStoreException(Reason.FAILED, message, null);
  }
}
