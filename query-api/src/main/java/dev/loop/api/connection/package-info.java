/** Protection against slow callers, between the network and the calls: none of them takes what others need. */
@NullMarked
package dev.loop.api.connection;

import org.jspecify.annotations.NullMarked;
