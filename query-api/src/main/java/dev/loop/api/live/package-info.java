/** What happens, told as it happens. */
@NullMarked
package dev.loop.api.live;

import org.jspecify.annotations.NullMarked;
