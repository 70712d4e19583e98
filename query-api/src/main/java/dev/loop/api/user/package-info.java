/** The secret with which servers of a customer prove the users that pages name. */
@NullMarked
package dev.loop.api.user;

import org.jspecify.annotations.NullMarked;
