/** The endpoints as their owners set them. Every instance holds all of them. */
@NullMarked
package dev.loop.topology.webhook.endpoint;

import org.jspecify.annotations.NullMarked;
