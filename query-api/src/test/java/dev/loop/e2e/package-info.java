/** The real program, started as a process of its own, and tried from outside: over HTTP, over Kafka, with {@code kill}. */
@NullMarked
package dev.loop.e2e;

import org.jspecify.annotations.NullMarked;
