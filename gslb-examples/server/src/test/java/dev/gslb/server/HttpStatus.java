package dev.gslb.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;

/** Asks with any method for the status of a page. */
final class HttpStatus {
  private HttpStatus() {}

  static int of(InetSocketAddress address, String method, String path) throws IOException {
    String host = address.getAddress().getHostAddress();
    URI uri = URI.create("http://" + host + ":" + address.getPort() + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod(method);
    return connection.getResponseCode();
  }
}
