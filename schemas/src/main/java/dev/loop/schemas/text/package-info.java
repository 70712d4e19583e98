/** The shared parts of all readers of outside input: text rules, times, identifiers and field errors. */
@NullMarked
package dev.loop.schemas.text;

import org.jspecify.annotations.NullMarked;
