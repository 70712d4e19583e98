package dev.loop.connectors.webhook.http;

import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.connectors.webhook.address.NameLookup;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How requests are sent.
 *
 * @param addresses that may be dialled
 * @param names how names are looked up
 * @param deadline of the whole exchange, from looking the name up to the last byte of the answer
 * @param dialDeadline of looking the name up, and once more of connecting, TLS included
 * @param trust whom to trust as a server; empty for those that Java does
 * @param userAgent such as {@code Loop/1.0}
 */
public record ClientSettings(
        AddressRules addresses,
        NameLookup names,
        Duration deadline,
        Duration dialDeadline,
        Optional<SSLContext> trust,
        String userAgent) {

    /** @param version of Loop, told in {@code User-Agent} */
    public static ClientSettings usual(AddressRules addresses, String version) {
        return new ClientSettings(
                addresses,
                NameLookup.SYSTEM,
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                Optional.empty(),
                "Loop/" + version);
    }

    public ClientSettings withDeadlines(Duration deadline, Duration dialDeadline) {
        return new ClientSettings(addresses, names, deadline, dialDeadline, trust, userAgent);
    }

    public ClientSettings withNames(NameLookup names) {
        return new ClientSettings(addresses, names, deadline, dialDeadline, trust, userAgent);
    }

    public ClientSettings withTrust(SSLContext trust) {
        return new ClientSettings(addresses, names, deadline, dialDeadline, Optional.of(trust), userAgent);
    }
}
