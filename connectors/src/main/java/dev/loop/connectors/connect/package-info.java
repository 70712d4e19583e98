/**
 * Plug-ins for Kafka Connect, with the configurations of connectors beside them as {@code *.json}: records of Loop's
 * topics become rows of tables.
 */
@NullMarked
package dev.loop.connectors.connect;

import org.jspecify.annotations.NullMarked;
