/**
 * JMH classes, one question each. They reach into internal packages, which the class path allows.
 * Not null-marked: JMH fills the fields of a state after it has made it.
 */
package dev.gslb.benchmarks;
