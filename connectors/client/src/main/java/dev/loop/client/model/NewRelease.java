package dev.loop.client.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A release to note.
 *
 * @param tags those that it is expected to affect
 */
public record NewRelease(
        Instant releasedAt,
        @Nullable String title,
        @Nullable String notes,
        List<String> tags) {

    public NewRelease(Instant releasedAt, String... tags) {
        this(releasedAt, null, null, List.of(tags));
    }
}
