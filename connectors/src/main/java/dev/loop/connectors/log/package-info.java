/** Appending to the topics of Loop: commands and control tables, with the acknowledgement of the broker. */
@NullMarked
package dev.loop.connectors.log;

import org.jspecify.annotations.NullMarked;
