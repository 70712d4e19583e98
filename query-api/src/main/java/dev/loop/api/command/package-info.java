/** Commands on their way to the log, and those sent lately. */
@NullMarked
package dev.loop.api.command;

import org.jspecify.annotations.NullMarked;
