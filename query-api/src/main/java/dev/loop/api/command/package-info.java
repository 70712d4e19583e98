/** Commands on their way to the log, and what is known of those sent lately. */
@NullMarked
package dev.loop.api.command;

import org.jspecify.annotations.NullMarked;
