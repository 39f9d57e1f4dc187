package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small file systems in memory, where nodes keep what they must not lose. */
final class TinyDisks implements AutoCloseable {
  private static final int SIZE_MEGABYTES = 48;
  private static final int BLOCK = 4096;

  private final List<Path> disks = new ArrayList<>();

  TinyDisks() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::unmount, "disks"));
  }

  /** Has a node, which does not run yet, keep its state on a disk of its own. */
  synchronized void mount(ClusterNode node) throws IOException {
    Files.createDirectories(node.state());
    Shell.run("mount -t tmpfs -o size=" + SIZE_MEGABYTES + "m none " + node.state());
    disks.add(node.state());
  }

  /** Takes all room that there is on the disk of a node. */
  void fill(ClusterNode node) throws IOException {
    byte[] some = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(filler(node))) {
      while (true) {
        out.write(some);
      }
    } catch (IOException e) {
      if (Files.getFileStore(node.state()).getUsableSpace() > 0) {
        throw e;
      }
    }
  }

  /** Gives it back. */
  void free(ClusterNode node) throws IOException {
    Files.delete(filler(node));
  }

  private static Path filler(ClusterNode node) {
    return node.state().resolve("filler");
  }

  private synchronized void unmount() {
    for (Path disk : disks) {
      try {
        Shell.run("umount -l " + disk);
      } catch (IOException e) {
        System.err.println(e.getMessage());
      }
    }
    disks.clear();
  }

  @Override
  public void close() {
    unmount();
  }
}
