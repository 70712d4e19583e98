package dev.loop.connectors.seal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text form of a sealed secret, {@code enc:v1:KEY:DATA}, which stands in the field of the secret itself.
 *
 * @param keyId of the master key that opens it: 8 hexadecimal digits
 * @param data in base 64: 12 bytes of nonce, the encrypted text, 16 bytes of tag
 */
record SealedText(String keyId, String data) {

    static final String PREFIX = "enc:v1:";

    private static final Pattern TEXT = Pattern.compile(PREFIX + "([0-9a-f]{8}):([A-Za-z0-9_-]+)");

    static Optional<SealedText> parse(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        Matcher parts = TEXT.matcher(text);
        return parts.matches() ? Optional.of(new SealedText(parts.group(1), parts.group(2))) : Optional.empty();
    }

    @Override
    public String toString() {
        return PREFIX + keyId + ":" + data;
    }
}
