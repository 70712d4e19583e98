/** Feedback items over HTTP. */
@NullMarked
package dev.loop.api.feedback;

import org.jspecify.annotations.NullMarked;
