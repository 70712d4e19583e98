/**
 * A schema registry for the one-process mode: the REST calls of Confluent's, kept in a compacted topic in Confluent's
 * format, so that clients need not know the difference and a genuine registry can take over.
 */
@NullMarked
package dev.loop.registry;

import org.jspecify.annotations.NullMarked;
