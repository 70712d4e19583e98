package dev.loop.api.limit;

import dev.loop.connectors.webhook.address.AddressRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The limits of calls. A number of 0 is no limit. Each instance counts for itself.
 *
 * @param addressPerMinute calls with a publishable key, from one address
 * @param addressPerHour calls with a publishable key in an hour, from one address
 * @param keyPerSecond calls with one publishable key
 * @param keyPerDay items created with one publishable key
 * @param signInsPerMinute attempts to sign a browser in, from one address
 * @param wrongKeysPerMinute calls with a key that is not known, from one address
 * @param publishableBytes of the body of an item sent with a publishable key
 * @param trustedProxies whose {@code X-Forwarded-For} tells who calls
 * @param countLoopback whether this machine's own calls are counted by address too
 * @param quotaFile keeps what was created today; empty for memory alone
 */
public record LimitSettings(
        int addressPerMinute,
        int addressPerHour,
        int keyPerSecond,
        int keyPerDay,
        int signInsPerMinute,
        int wrongKeysPerMinute,
        int publishableBytes,
        List<AddressRange> trustedProxies,
        boolean countLoopback,
        Optional<Path> quotaFile) {

    public static final LimitSettings USUAL =
            new LimitSettings(10, 60, 50, 10_000, 10, 60, 32 << 10, List.of(), false, Optional.empty());

    public LimitSettings {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** Returns these limits as they are for a key with limits of its own. */
    public LimitSettings with(OwnLimits own) {
        return own.equals(OwnLimits.NONE)
                ? this
                : new LimitSettings(
                        own.addressPerMinute().orElse(addressPerMinute),
                        own.addressPerHour().orElse(addressPerHour),
                        own.keyPerSecond().orElse(keyPerSecond),
                        own.keyPerDay().orElse(keyPerDay),
                        signInsPerMinute,
                        wrongKeysPerMinute,
                        publishableBytes,
                        trustedProxies,
                        countLoopback,
                        quotaFile);
    }

    public LimitSettings behind(List<AddressRange> proxies) {
        return new LimitSettings(
                addressPerMinute,
                addressPerHour,
                keyPerSecond,
                keyPerDay,
                signInsPerMinute,
                wrongKeysPerMinute,
                publishableBytes,
                proxies,
                countLoopback,
                quotaFile);
    }

    public LimitSettings withQuotaFile(Path file) {
        return new LimitSettings(
                addressPerMinute,
                addressPerHour,
                keyPerSecond,
                keyPerDay,
                signInsPerMinute,
                wrongKeysPerMinute,
                publishableBytes,
                trustedProxies,
                countLoopback,
                Optional.of(file));
    }
}
