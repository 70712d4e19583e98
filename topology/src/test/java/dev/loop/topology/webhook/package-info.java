@NullMarked
package dev.loop.topology.webhook;

import org.jspecify.annotations.NullMarked;
