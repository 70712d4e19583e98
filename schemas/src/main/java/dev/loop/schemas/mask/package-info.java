/**
 * Masking: takes card numbers, social security numbers and, by choice, other personal numbers out of a text before
 * anything durable sees it. One rule is one class; all of them take linear time.
 */
@NullMarked
package dev.loop.schemas.mask;

import org.jspecify.annotations.NullMarked;
