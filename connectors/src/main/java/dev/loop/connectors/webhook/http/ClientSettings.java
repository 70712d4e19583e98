package dev.loop.connectors.webhook.http;

import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.connectors.webhook.address.NameLookup;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Settings of the client.
 *
 * @param addresses addresses that may be dialled
 * @param names how names are looked up
 * @param deadline the time of the whole exchange, from looking the name up to the last byte of the answer
 * @param dialDeadline the time for looking the name up, and once more for connecting, TLS included
 * @param trust the certificates to trust; empty for those that Java trusts
 * @param userAgent such as {@code Loop/1.0}
 */
public record ClientSettings(
        AddressRules addresses,
        NameLookup names,
        Duration deadline,
        Duration dialDeadline,
        Optional<SSLContext> trust,
        String userAgent) {

    /** @param version version of Loop for {@code User-Agent} */
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
