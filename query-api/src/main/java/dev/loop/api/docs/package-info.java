/** The description of the API, for people and for programs. */
@NullMarked
package dev.loop.api.docs;

import org.jspecify.annotations.NullMarked;
