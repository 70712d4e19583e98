/** Rules that tell how a message was meant, as it is taken in. */
@NullMarked
package dev.loop.schemas.intake.analyser;

import org.jspecify.annotations.NullMarked;
