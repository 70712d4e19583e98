/** The ledger of deliveries: what waits, what is under way, and what the outcomes were. */
@NullMarked
package dev.loop.topology.webhook.delivery;

import org.jspecify.annotations.NullMarked;
