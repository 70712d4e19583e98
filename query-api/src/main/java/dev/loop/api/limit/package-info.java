/** How much an address or a publishable key may ask for. */
@NullMarked
package dev.loop.api.limit;

import org.jspecify.annotations.NullMarked;
