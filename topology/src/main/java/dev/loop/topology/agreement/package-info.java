/** How often people agree with the machine, by plan, source and language. */
@NullMarked
package dev.loop.topology.agreement;

import org.jspecify.annotations.NullMarked;
