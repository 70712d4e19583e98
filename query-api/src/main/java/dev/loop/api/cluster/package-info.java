/**
 * The HTTP side of several instances: the route by which they ask one another, and the call that lists them. Whom to
 * ask is decided in {@code dev.loop.question.cluster}.
 */
@NullMarked
package dev.loop.api.cluster;

import org.jspecify.annotations.NullMarked;
