/** The limits for an address and for a publishable key. */
@NullMarked
package dev.loop.api.limit;

import org.jspecify.annotations.NullMarked;
