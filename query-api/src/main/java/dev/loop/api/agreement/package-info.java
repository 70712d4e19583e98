/** How often people agree with what the machine says of sentiments. */
@NullMarked
package dev.loop.api.agreement;

import org.jspecify.annotations.NullMarked;
