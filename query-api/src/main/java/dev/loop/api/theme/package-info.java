/** Themes: what people say again and again, as calls. */
@NullMarked
package dev.loop.api.theme;

import org.jspecify.annotations.NullMarked;
