package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.EventType;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.topology.webhook.WebhookSettings;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import dev.loop.topology.webhook.endpoint.Subscription;
import dev.loop.topology.webhook.fanout.DeliveryCommands;
import dev.loop.topology.webhook.fanout.DeliveryId;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether anything is sent to an endpoint at all: its owner's wish, and the effect of its failures. An endpoint
 * that is not in the directory may be too new to be known here, so it counts as enabled.
 */
final class DisablingPolicy {

    private static final int GONE = 410;

    private final EndpointDirectory directory;
    private final WebhookSettings settings;

    DisablingPolicy(EndpointDirectory directory, WebhookSettings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    boolean deleted(String endpointId, String project) {
        return directory.deleted(project, endpointId);
    }

    boolean known(EndpointState state) {
        return directory.find(state.project, state.id).isPresent();
    }

    /** Returns whether the endpoint is disabled, by its owner or by its failures. */
    boolean disabled(EndpointState state) {
        return state.disabledAt > 0 && !lifted(state) || disabledByOwner(state);
    }

    boolean disabledByOwner(EndpointState state) {
        return directory
                .find(state.project, state.id)
                .map(endpoint -> !endpoint.getEnabled())
                .orElse(false);
    }

    boolean lifted(EndpointState state) {
        return directory
                .find(state.project, state.id)
                .map(endpoint -> endpoint.getEnabledAt().toEpochMilli() > state.disabledAt)
                .orElse(false);
    }

    /** Lifts the effect of the failures if the owner has enabled the endpoint since. */
    void lift(EndpointState state) {
        if (state.disabledAt > 0 && lifted(state)) {
            state.lift();
        }
    }

    /** Returns why a failed attempt disables the endpoint, for people; empty if it does not. */
    Optional<String> reasonToDisable(EndpointState state, WebhookAttempt attempt, long now) {
        if (state.disabledAt > 0) {
            return Optional.empty();
        }
        if (attempt.getStatus().orElse(0) == GONE) {
            return Optional.of("the receiver answered 410 Gone");
        }
        // A few failures that happen to lie far apart say little.
        boolean many = state.breaker.failures() >= settings.pauses().failures();
        return many && now - state.failingSince >= settings.disableAfter().toMillis()
                ? Optional.of("nothing but failures since " + Rfc3339.format(state.failingSince))
                : Optional.empty();
    }

    /** Returns the event that tells that the endpoint was disabled. */
    Event event(EndpointState disabled) {
        return new Event(
                DeliveryId.ofDisabling(disabled.id, disabled.disabledAt),
                EventType.ENDPOINT_DISABLED,
                disabled.disabledAt,
                json -> {
                    json.writeStartObject();
                    json.writeStringField("id", disabled.id);
                    Optional<String> url =
                            directory.find(disabled.project, disabled.id).map(WebhookEndpoint::getUrl);
                    if (url.isPresent()) {
                        json.writeStringField("url", url.get());
                    }
                    json.writeStringField("reason", disabled.disabledReason);
                    json.writeStringField("disabledAt", Rfc3339.format(disabled.disabledAt));
                    json.writeEndObject();
                });
    }

    /** Returns the commands that tell the project's other endpoints. */
    List<WebhookCommand> notices(EndpointState disabled, Event event) {
        List<Subscription> others = directory.subscribers(disabled.project, EventType.ENDPOINT_DISABLED.word());
        return others.stream()
                .map(other -> other.endpoint().getId())
                .filter(other -> !other.equals(disabled.id))
                .map(other -> DeliveryCommands.deliver(disabled.project, other, event, event.json()))
                .toList();
    }
}
