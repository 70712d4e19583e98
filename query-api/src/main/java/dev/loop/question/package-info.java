/** Questions to the stores: what is asked, how partitions are asked side by side, how answers are merged. */
@NullMarked
package dev.loop.question;

import org.jspecify.annotations.NullMarked;
