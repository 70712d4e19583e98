/** Searches of messages: what they ask for, and how a message is split into words. */
@NullMarked
package dev.loop.topology.text;

import org.jspecify.annotations.NullMarked;
