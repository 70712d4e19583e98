/** What was refused, and what can be done about it. */
@NullMarked
package dev.loop.api.deadletter;

import org.jspecify.annotations.NullMarked;
