/**
 * What the author of a plugin tests it with. A class named {@code *ContractTest} holds the promises
 * of one interface: extend it, say how the plugin is made, and every promise is a test. The other
 * classes stand in for the engine.
 */
@NullMarked
package dev.gslb.testkit;

import org.jspecify.annotations.NullMarked;
