/** The sender: takes what is due from webhook-dispatch, hands it to a channel, writes the outcome. */
@NullMarked
package dev.loop.connectors.delivery;

import org.jspecify.annotations.NullMarked;
