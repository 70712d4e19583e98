/** Questions to the stores, the way in which partitions are asked side by side, and the merging of their answers. */
@NullMarked
package dev.loop.question;

import org.jspecify.annotations.NullMarked;
