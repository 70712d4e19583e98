package dev.loop.api.key;

import dev.loop.api.limit.OwnLimits;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.KeyLimits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one publishable key is made for.
 *
 * @param origins pages that may use it; empty for any
 * @param limits limits that differ from those of the server
 */
public record PageRules(List<String> origins, OwnLimits limits) {

    public static final PageRules NONE = new PageRules(List.of(), OwnLimits.NONE);

    public PageRules {
        origins = List.copyOf(origins);
    }

    static PageRules of(ApiKey key) {
        return new PageRules(
                key.getOrigins(), key.getLimits().map(PageRules::own).orElse(OwnLimits.NONE));
    }

    private static OwnLimits own(KeyLimits limits) {
        return new OwnLimits(
                number(limits.getKeySecond()),
                number(limits.getKeyDay()),
                number(limits.getAddressMinute()),
                number(limits.getAddressHour()));
    }

    private static OptionalInt number(Optional<Integer> stored) {
        return stored.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }
}
