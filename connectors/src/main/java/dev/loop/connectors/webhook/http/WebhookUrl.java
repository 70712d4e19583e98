package dev.loop.connectors.webhook.http;

import java.net.URI;
import java.net.URISyntaxException;

/** Parses the URL of an endpoint: absolute, http or https, without user name, password or fragment. */
public final class WebhookUrl {

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
        return url;
    }

    private WebhookUrl() {}
}
