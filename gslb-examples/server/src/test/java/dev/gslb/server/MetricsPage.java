package dev.gslb.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Reads a page of the metrics address. */
final class MetricsPage {
  private MetricsPage() {}

  static String get(InetSocketAddress address, String path) throws IOException {
    HttpURLConnection connection = open(address, path);
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static int status(InetSocketAddress address, String path) throws IOException {
    return open(address, path).getResponseCode();
  }

  private static HttpURLConnection open(InetSocketAddress address, String path) throws IOException {
    String host = address.getAddress().getHostAddress();
    URI uri = URI.create("http://" + host + ":" + address.getPort() + path);
    return (HttpURLConnection) uri.toURL().openConnection();
  }
}
