package dev.loop.connectors.analyst;

/** The encoder does not answer: it has crashed, hangs, or is being started. */
public final class EncoderDownException extends RuntimeException {

    private final boolean whileReading;

    EncoderDownException(String message, boolean whileReading) {
        super(message);
        this.whileReading = whileReading;
    }

    /** Returns whether the encoder had taken the text: it may be the text that it cannot bear. */
    boolean whileReading() {
        return whileReading;
    }
}
