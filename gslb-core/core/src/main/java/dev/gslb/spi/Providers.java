package dev.gslb.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds plugins by {@link ServiceLoader}. */
public final class Providers {
  private Providers() {}

  /**
   * Finds the providers of a service in a given class loader, then the thread's context class
   * loader, then this library's own. A class found twice is returned once.
   *
   * @param service the provider interface
   * @param given searched first; null for none
   * @param <T> the provider interface
   * @return the providers, in the order found
   */
  public static <T> List<T> find(Class<T> service, @Nullable ClassLoader given) {
    Map<Class<?>, T> found = new LinkedHashMap<>();
    List<@Nullable ClassLoader> loaders = new ArrayList<>();
    loaders.add(given);
    loaders.add(Thread.currentThread().getContextClassLoader());
    loaders.add(service.getClassLoader());
    for (ClassLoader loader : loaders) {
      if (loader != null) {
        ServiceLoader.load(service, loader).stream()
            .forEach(provider -> found.computeIfAbsent(provider.type(), type -> provider.get()));
      }
    }
    return List.copyOf(found.values());
  }
}
