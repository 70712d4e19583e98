/** Models of sentiment: what they learnt from, how right they are, what one would change, and which one judges. */
@NullMarked
package dev.loop.api.model;

import org.jspecify.annotations.NullMarked;
