/** The command line: what is asked for is parsed once, everything wrong with it is said at once. */
@NullMarked
package dev.loop.cli;

import org.jspecify.annotations.NullMarked;
