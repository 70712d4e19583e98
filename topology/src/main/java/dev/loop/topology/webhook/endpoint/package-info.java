/** The endpoints as their owners set them, held whole by every instance. */
@NullMarked
package dev.loop.topology.webhook.endpoint;

import org.jspecify.annotations.NullMarked;
