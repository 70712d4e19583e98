/** The addresses that a webhook may go to, and a lookup that dials exactly what was checked. */
@NullMarked
package dev.loop.connectors.webhook.address;

import org.jspecify.annotations.NullMarked;
