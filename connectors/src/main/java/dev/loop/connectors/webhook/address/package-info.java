/** Which addresses a webhook may go to, and looking them up so that what was checked is what is dialled. */
@NullMarked
package dev.loop.connectors.webhook.address;

import org.jspecify.annotations.NullMarked;
