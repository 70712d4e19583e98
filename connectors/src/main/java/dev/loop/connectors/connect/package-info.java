/**
 * Plug-ins for Kafka Connect, and the configurations of connectors that stand beside them as {@code *.json}: records of
 * our topics become rows of tables.
 */
@NullMarked
package dev.loop.connectors.connect;

import org.jspecify.annotations.NullMarked;
