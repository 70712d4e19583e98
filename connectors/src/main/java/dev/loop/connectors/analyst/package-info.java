/** The analyst: judges what people wrote with a model, beside the stream. */
@NullMarked
package dev.loop.connectors.analyst;

import org.jspecify.annotations.NullMarked;
