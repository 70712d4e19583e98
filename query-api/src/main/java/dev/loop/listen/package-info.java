/** A receiver of webhooks for people: shows what comes, and what is wrong with it. */
@NullMarked
package dev.loop.listen;

import org.jspecify.annotations.NullMarked;
