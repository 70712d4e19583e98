package dev.loop.connectors.webhook.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Parses the URL of an endpoint: absolute, http or https, without user name, password or fragment. A request line is ASCII
 * (RFC 9112 section 3), so that other letters of the path and the query are percent-encoded.
 */
public final class WebhookUrl {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** @throws IllegalArgumentException whose message says what would be right */
    public static URI parse(String text) {
        URI url;
        try {
            url = new URI(text).parseServerAuthority();
        } catch (URISyntaxException wrong) {
            throw new IllegalArgumentException("The URL cannot be read: " + wrong.getReason() + ". Write it as"
                    + " https://example.com/webhooks.");
        }
        String scheme = url.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw new IllegalArgumentException("The URL has to begin with https:// or http://.");
        }
        if (url.getHost() == null) {
            throw new IllegalArgumentException("The URL has no host. Write it as https://example.com/webhooks.");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "The URL must not hold a user name or password. Send them in a header of its own, Authorization.");
        }
        if (url.getRawFragment() != null) {
            throw new IllegalArgumentException("The URL must not have a part behind #, which is never sent.");
        }
        if (url.getPort() == 0 || url.getPort() > 65535) {
            throw new IllegalArgumentException("The URL has no port from 1 to 65535.");
        }
        return encoded(text).map(URI::create).orElse(url);
    }

    /** Returns the text with letters beyond ASCII percent-encoded as UTF-8, as browsers do; empty if there are none. */
    private static Optional<String> encoded(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return Optional.empty();
        }
        var encoded = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < 0x80) {
                encoded.appendCodePoint(c);
                return;
            }
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException("The URL holds half a character, which UTF-8 cannot encode.");
            }
            for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        });
        return Optional.of(encoded.toString());
    }

    private WebhookUrl() {}
}
