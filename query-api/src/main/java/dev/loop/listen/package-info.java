/** A receiver of webhooks for people: it shows each event, and what is wrong with it. */
@NullMarked
package dev.loop.listen;

import org.jspecify.annotations.NullMarked;
