package dev.loop.schemas.wire;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The settings of calls to a registry.
 *
 * @param addresses tried in turn; without credentials and without a slash at the end
 * @param authorization the value of the header
 * @param retries how often to go through all addresses once more
 * @param retryWait the wait before the first of these; then it doubles
 */
record HttpSettings(
        List<URI> addresses,
        Optional<String> authorization,
        Optional<SSLContext> tls,
        Duration connectTimeout,
        Duration readTimeout,
        int retries,
        Duration retryWait) {

    @Override
    public String toString() {
        return "HttpSettings" + addresses;
    }
}
