package dev.loop.connectors.analyst;

/** Turns texts into vectors. */
public interface TextEncoder {

    /**
     * @throws EncoderDownException where there is no answer; the same text may be tried again once {@link #ready}
     */
    EncodedText encode(String text);

    /** Returns whether a text would be read now. */
    boolean ready();
}
