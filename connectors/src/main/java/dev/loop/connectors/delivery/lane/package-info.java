/** One lane an endpoint: order, rate and number of requests under way. */
@NullMarked
package dev.loop.connectors.delivery.lane;

import org.jspecify.annotations.NullMarked;
