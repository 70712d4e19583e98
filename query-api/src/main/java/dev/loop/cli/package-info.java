/** The command line: options are parsed once, and all problems are reported at once. */
@NullMarked
package dev.loop.cli;

import org.jspecify.annotations.NullMarked;
