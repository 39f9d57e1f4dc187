/**
 * Turns YAML files into the zone model, and tells when they have changed.
 *
 * <p>{@link dev.gslb.config.ConfigLoader} reads a file with everything that it includes and either
 * returns a {@link dev.gslb.config.ServerConfig} or refuses with every problem found; {@link
 * dev.gslb.config.ConfigWatcher} calls back when a file that was read is another one now. Nothing
 * here serves a query.
 */
@NullMarked
package dev.gslb.config;

import org.jspecify.annotations.NullMarked;
