package dev.gslb.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Handles signals of the operating system. Reached by reflection, since javac warns of the class
 * without a way to silence it, and warnings are errors here.
 */
final class Signals {
  private Signals() {}

  /** Runs an action, on a thread of the JVM's, each time a signal such as {@code HUP} comes. */
  static void handle(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    InvocationHandler run =
        (proxy, method, arguments) -> {
          action.run();
          return null;
        };
    Object proxy =
        Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, run);
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
  }
}
