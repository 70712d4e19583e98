package dev.loop.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import dev.loop.schemas.mask.Masking;

/**
 * Takes numbers that may not be kept out of the lines of the log. A library's message can hold what a caller sent.
 * Named in {@code logback.xml}.
 */
public final class MaskedText extends CompositeConverter<ILoggingEvent> {

    private static final Masking MASKING = Masking.usual();

    @Override
    protected String transform(ILoggingEvent event, String text) {
        return MASKING.mask(text).text();
    }
}
