package dev.gslb.spi;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds plugins by {@link ServiceLoader}. */
public final class Providers {
  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  private Providers() {}

  /**
   * Finds the providers of a service in a given class loader, then the thread's context class
   * loader, then this library's own. A class found twice is returned once; one that was compiled
   * for a newer Java is left out, and the log says so.
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
        add(ServiceLoader.load(service, loader).stream().iterator(), found);
      }
    }
    return List.copyOf(found.values());
  }

  private static <T> void add(Iterator<ServiceLoader.Provider<T>> each, Map<Class<?>, T> found) {
    boolean more = true;
    while (more) {
      try {
        more = each.hasNext();
        if (more) {
          ServiceLoader.Provider<T> provider = each.next();
          found.computeIfAbsent(provider.type(), type -> provider.get());
        }
      } catch (UnsupportedClassVersionError e) {
        LOG.info(
            "Left out, since this is Java {}: {}", Runtime.version().feature(), e.getMessage());
      }
    }
  }
}
