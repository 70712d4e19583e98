/** The data directory, and files in it that hold secrets: for the user who runs Loop alone. */
@NullMarked
package dev.loop.files;

import org.jspecify.annotations.NullMarked;
