/** Tag rules of a project: made, tried on history, and replayed on it in the background. */
@NullMarked
package dev.loop.api.tagrule;

import org.jspecify.annotations.NullMarked;
