package dev.loop.api.webhook;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.table.Column;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.avro.WebhookSecret;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.topology.webhook.EndpointHealth;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes an endpoint: its settings and its state. Secrets are not shown here, nor the values of its headers, which may
 * be secrets too.
 */
final class EndpointFields {

    /** The status while the stores are being restored. */
    static final String UNKNOWN = "unknown";

    private static final String DISABLED = EndpointHealth.State.DISABLED.word();

    static final List<Column> COLUMNS = List.of(
            Column.text("id"),
            Column.text("url"),
            Column.text("description"),
            Column.text("events"),
            Column.yesNo("enabled"),
            Column.text("status"),
            Column.whole("pending"),
            Column.whole("delivered"),
            Column.whole("failed"),
            Column.whole("parked"),
            Column.whole("consecutiveFailures"),
            Column.time("lastSuccessAt"),
            Column.time("lastFailureAt"),
            Column.time("createdAt"),
            Column.time("updatedAt"));

    /**
     * The known state of an endpoint.
     *
     * @param known false while the stores cannot be read
     * @param health empty if nothing was ever sent
     */
    record Seen(boolean known, Optional<EndpointHealth> health) {

        static final Seen NOT_KNOWN = new Seen(false, Optional.empty());

        String status(WebhookEndpoint endpoint) {
            if (!endpoint.getEnabled()) {
                return DISABLED;
            }
            if (!known) {
                return UNKNOWN;
            }
            return health.map(h -> h.state() == EndpointHealth.State.DISABLED && !Enabling.isDisabled(endpoint, h)
                            // The endpoint was enabled a moment ago, and nothing was sent since.
                            ? EndpointHealth.State.FAILING.word()
                            : h.state().word())
                    .orElse(EndpointHealth.State.HEALTHY.word());
        }
    }

    static void write(JsonGenerator json, WebhookEndpoint endpoint, Seen seen, Instant now) throws IOException {
        json.writeStartObject();
        writeMembers(json, endpoint, seen, now);
        json.writeEndObject();
    }

    static void writeMembers(JsonGenerator json, WebhookEndpoint endpoint, Seen seen, Instant now) throws IOException {
        json.writeStringField("id", endpoint.getId());
        json.writeStringField("url", endpoint.getUrl());
        if (endpoint.getDescription().isPresent()) {
            json.writeStringField("description", endpoint.getDescription().get());
        }
        texts(json, "events", endpoint.getEvents());
        json.writeObjectFieldStart("filters");
        filter(json, "tag", endpoint.getTags());
        filter(
                json,
                "sentiment",
                endpoint.getSentiments().stream().map(FeedbackJson::word).toList());
        filter(json, "plan", endpoint.getPlans());
        filter(json, "source", endpoint.getSources());
        json.writeEndObject();
        texts(json, "headerNames", new TreeSet<>(endpoint.getHeaders().keySet()));
        if (endpoint.getRateLimit().isPresent()) {
            json.writeNumberField("rateLimit", endpoint.getRateLimit().get());
        }
        json.writeNumberField("concurrency", endpoint.getConcurrency());
        json.writeBooleanField("enabled", Enabling.isEnabled(endpoint, seen.health()));
        json.writeStringField("status", seen.status(endpoint));
        Optional<Instant> overlap = Secrets.inUse(endpoint.getSecrets(), now).stream()
                .skip(1)
                .flatMap(secret -> secret.getExpiresAt().stream())
                .max(Instant::compareTo);
        if (overlap.isPresent()) {
            time(json, "previousSecretExpiresAt", OptionalLong.of(overlap.get().toEpochMilli()));
        }
        time(json, "createdAt", OptionalLong.of(endpoint.getCreatedAt().toEpochMilli()));
        time(json, "updatedAt", OptionalLong.of(endpoint.getUpdatedAt().toEpochMilli()));
        if (seen.known()) {
            health(json, endpoint, seen.health());
        }
    }

    private static void health(JsonGenerator json, WebhookEndpoint endpoint, Optional<EndpointHealth> known)
            throws IOException {
        json.writeObjectFieldStart("health");
        if (known.isEmpty()) {
            json.writeNumberField("consecutiveFailures", 0);
            counts(json, 0, 0, 0, 0, 0);
        } else {
            EndpointHealth health = known.get();
            if (Enabling.isDisabled(endpoint, health)) {
                time(json, "disabledAt", health.disabledAt());
                if (health.disabledReason().isPresent()) {
                    json.writeStringField(
                            "disabledReason", health.disabledReason().get());
                }
            }
            if (Enabling.isEnabled(endpoint, known)) {
                time(json, "pausedUntil", health.pausedUntil());
            }
            time(json, "failingSince", health.failingSince());
            json.writeNumberField("consecutiveFailures", health.consecutiveFailures());
            time(json, "lastSuccessAt", health.lastSuccessAt());
            time(json, "lastFailureAt", health.lastFailureAt());
            counts(json, health.lastSequence(), health.pending(), health.delivered(), health.failed(), health.parked());
        }
        json.writeEndObject();
    }

    private static void counts(
            JsonGenerator json, long lastSequence, long pending, long delivered, long failed, long parked)
            throws IOException {
        json.writeNumberField("lastSequence", lastSequence);
        json.writeNumberField("pending", pending);
        json.writeNumberField("delivered", delivered);
        json.writeNumberField("failed", failed);
        json.writeNumberField("parked", parked);
    }

    /** Returns the cells of a row; events are one column, separated by commas. */
    static List<@Nullable Object> cells(WebhookEndpoint endpoint, Seen seen) {
        Optional<EndpointHealth> health = seen.health();
        boolean none = seen.known() && health.isEmpty();
        return Arrays.asList(
                endpoint.getId(),
                endpoint.getUrl(),
                endpoint.getDescription().orElse(null),
                String.join(",", endpoint.getEvents()),
                Enabling.isEnabled(endpoint, health),
                seen.status(endpoint),
                none ? Long.valueOf(0) : health.map(EndpointHealth::pending).orElse(null),
                none ? Long.valueOf(0) : health.map(EndpointHealth::delivered).orElse(null),
                none ? Long.valueOf(0) : health.map(EndpointHealth::failed).orElse(null),
                none ? Long.valueOf(0) : health.map(EndpointHealth::parked).orElse(null),
                none
                        ? Integer.valueOf(0)
                        : health.map(EndpointHealth::consecutiveFailures).orElse(null),
                health.map(h -> time(h.lastSuccessAt())).orElse(null),
                health.map(h -> time(h.lastFailureAt())).orElse(null),
                endpoint.getCreatedAt(),
                endpoint.getUpdatedAt());
    }

    /** Writes the secrets in use, newest first, and the headers with their values. */
    static void writeSecrets(JsonGenerator json, WebhookEndpoint endpoint, Instant now) throws IOException {
        List<WebhookSecret> secrets = Secrets.inUse(endpoint.getSecrets(), now);
        json.writeStringField("secret", secrets.get(0).getSecret());
        json.writeArrayFieldStart("previous");
        for (WebhookSecret secret : secrets.subList(1, secrets.size())) {
            json.writeStartObject();
            json.writeStringField("secret", secret.getSecret());
            time(
                    json,
                    "expiresAt",
                    OptionalLong.of(secret.getExpiresAt().orElseThrow().toEpochMilli()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void time(JsonGenerator json, String field, OptionalLong millis) throws IOException {
        if (millis.isPresent()) {
            json.writeStringField(field, Rfc3339.format(millis.getAsLong()));
        }
    }

    static @Nullable Instant time(OptionalLong millis) {
        return millis.isPresent() ? Instant.ofEpochMilli(millis.getAsLong()) : null;
    }

    private static void filter(JsonGenerator json, String name, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            texts(json, name, values);
        }
    }

    private static void texts(JsonGenerator json, String name, Iterable<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private EndpointFields() {}
}
