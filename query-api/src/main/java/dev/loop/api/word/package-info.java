/** A project's own words of sentiment: chosen, and tried on its history beforehand. */
@NullMarked
package dev.loop.api.word;

import org.jspecify.annotations.NullMarked;
