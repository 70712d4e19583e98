/** Sample feedback: believable, the same for the same seed, and fast enough to measure with. */
@NullMarked
package dev.loop.demo;

import org.jspecify.annotations.NullMarked;
