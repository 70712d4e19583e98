/**
 * Many instances that answer as one: a question to a partition goes to the instance that writes it, or to one that
 * follows.
 */
@NullMarked
package dev.loop.api.cluster;

import org.jspecify.annotations.NullMarked;
