/** The reference server: the command line and the wiring of the library's parts. */
@NullMarked
package dev.gslb.server;

import org.jspecify.annotations.NullMarked;
