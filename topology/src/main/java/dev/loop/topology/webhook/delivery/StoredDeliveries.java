package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.topology.webhook.Delivery;
import dev.loop.topology.webhook.DeliveryFilter;
import dev.loop.topology.webhook.DeliveryView;
import dev.loop.topology.webhook.EndpointHealth;
import dev.loop.topology.webhook.WebhookSettings;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Reads the ledger's stores from outside of the stream thread. Each question needs its own reader; not thread-safe. */
public final class StoredDeliveries implements DeliveryView {

    /** The number of rows that one page looks at. A page that found little in them says where to go on. */
    private static final int MOST_LOOKED_AT = 20_000;

    private final DeliveryReader reader;
    private final ReadOnlyKeyValueStore<Bytes, byte[]> states;
    private final RowCodec codec = new RowCodec();
    private final DisablingPolicy policy;

    public StoredDeliveries(
            ReadOnlyKeyValueStore<Bytes, byte[]> deliveries,
            ReadOnlyKeyValueStore<Bytes, byte[]> states,
            EndpointDirectory directory,
            WebhookSettings settings) {
        this.reader = new DeliveryReader(deliveries, codec);
        this.states = states;
        this.policy = new DisablingPolicy(directory, settings);
    }

    @Override
    public Optional<EndpointHealth> health(String endpointId) {
        return state(endpointId).map(this::health);
    }

    private Optional<EndpointState> state(String endpointId) {
        return Optional.ofNullable(states.get(LedgerKeys.endpoint(endpointId))).map(codec::state);
    }

    private EndpointHealth health(EndpointState state) {
        policy.lift(state);
        EndpointHealth.State health;
        if (policy.disabled(state)) {
            health = EndpointHealth.State.DISABLED;
        } else if (state.closedUntil() > 0 && (state.breaker.open() || state.breaker.failures() > 0)) {
            health = EndpointHealth.State.PAUSED;
        } else {
            health = state.breaker.failures() > 0 ? EndpointHealth.State.FAILING : EndpointHealth.State.HEALTHY;
        }
        return new EndpointHealth(
                health,
                time(state.closedUntil()),
                time(state.disabledAt),
                policy.disabledByOwner(state)
                        ? Optional.of("disabled by its owner")
                        : Optional.of(state.disabledReason).filter(reason -> !reason.isEmpty()),
                time(state.failingSince),
                state.breaker.failures(),
                time(state.lastSuccessAt),
                time(state.lastFailureAt),
                state.lastSequence,
                state.pending(),
                state.delivered,
                state.failed,
                state.parked);
    }

    @Override
    public Optional<Delivery> find(String endpointId, String deliveryId) {
        return state(endpointId)
                .flatMap(state -> reader.find(endpointId, deliveryId).map(row -> delivery(state, row)));
    }

    @Override
    public Optional<byte[]> body(String endpointId, String deliveryId) {
        return reader.find(endpointId, deliveryId).map(DeliveryReader.Row::body);
    }

    @Override
    public Page<Delivery> deliveries(String endpointId, DeliveryFilter filter, Optional<String> cursor, int limit) {
        EndpointState state = state(endpointId).orElse(null);
        if (state == null) {
            return new Page<>(List.of(), Optional.empty());
        }
        long from = cursor.map(text -> Cursor.DELIVERIES.read(text)).orElse(state.lastSequence);
        List<Delivery> found = new ArrayList<>();
        try (DeliveryReader.Rows rows = reader.rows(endpointId, 1, from, true)) {
            for (int looked = 0; rows.hasNext(); looked++) {
                DeliveryReader.Row row = rows.next();
                Delivery delivery = delivery(state, row);
                if (looked == MOST_LOOKED_AT || filter.matches(delivery) && found.size() == limit) {
                    return new Page<>(found, Optional.of(Cursor.DELIVERIES.write(row.sequence())));
                }
                if (filter.matches(delivery)) {
                    found.add(delivery);
                }
            }
        }
        return new Page<>(found, Optional.empty());
    }

    @Override
    public long count(String endpointId, DeliveryFilter filter) {
        EndpointState state = state(endpointId).orElse(null);
        if (state == null) {
            return 0;
        }
        long count = 0;
        try (DeliveryReader.Rows rows = reader.rows(endpointId, 1, state.lastSequence, false)) {
            while (rows.hasNext()) {
                count += filter.matches(delivery(state, rows.next())) ? 1 : 0;
            }
        }
        return count;
    }

    @Override
    public Page<WebhookAttempt> attempts(
            String endpointId, Optional<String> deliveryId, boolean onlyFailed, Optional<String> cursor, int limit) {
        long from = cursor.map(text -> Cursor.ATTEMPTS.read(text)).orElse(Long.MAX_VALUE);
        return deliveryId.isPresent()
                ? attemptsOf(endpointId, deliveryId.get(), onlyFailed, from, limit)
                : attempts(endpointId, onlyFailed, from, limit);
    }

    private Page<WebhookAttempt> attempts(String endpointId, boolean onlyFailed, long from, int limit) {
        List<WebhookAttempt> found = new ArrayList<>();
        try (var rows = reader.attempts(endpointId, 1, from, true)) {
            for (int looked = 0; rows.hasNext(); looked++) {
                var row = rows.next();
                WebhookAttempt attempt = reader.attempt(row.value);
                boolean counts = counts(attempt, onlyFailed);
                if (looked == MOST_LOOKED_AT || counts && found.size() == limit) {
                    return new Page<>(found, Optional.of(Cursor.ATTEMPTS.write(LedgerKeys.number(row.key))));
                }
                if (counts) {
                    found.add(attempt);
                }
            }
        }
        return new Page<>(found, Optional.empty());
    }

    private Page<WebhookAttempt> attemptsOf(
            String endpointId, String deliveryId, boolean onlyFailed, long from, int limit) {
        List<Long> log = reader.find(endpointId, deliveryId)
                .map(row -> row.progress().log())
                .orElse(List.of());
        List<WebhookAttempt> found = new ArrayList<>();
        for (int i = log.size() - 1; i >= 0; i--) {
            WebhookAttempt attempt = log.get(i) > from
                    ? null
                    : reader.attempt(endpointId, log.get(i)).orElse(null);
            if (attempt == null || !counts(attempt, onlyFailed)) {
                continue;
            }
            if (found.size() == limit) {
                return new Page<>(found, Optional.of(Cursor.ATTEMPTS.write(log.get(i))));
            }
            found.add(attempt);
        }
        return new Page<>(found, Optional.empty());
    }

    private static boolean counts(WebhookAttempt attempt, boolean onlyFailed) {
        return !onlyFailed || attempt.getOutcome() != AttemptOutcome.SUCCEEDED;
    }

    private static Delivery delivery(EndpointState state, DeliveryReader.Row row) {
        Heading heading = row.heading();
        DeliveryProgress progress = row.progress();
        return new Delivery(
                heading.id(),
                state.id,
                state.project,
                heading.eventId(),
                heading.type(),
                row.sequence(),
                progress.phase().status,
                progress.attempts(),
                heading.createdAt(),
                progress.phase() == Phase.WAITING ? OptionalLong.of(progress.due()) : OptionalLong.empty(),
                time(progress.lastAttemptAt()),
                Optional.ofNullable(progress.lastOutcome()),
                progress.lastStatus() == 0 ? OptionalInt.empty() : OptionalInt.of(progress.lastStatus()));
    }

    private static OptionalLong time(long millis) {
        return millis == 0 ? OptionalLong.empty() : OptionalLong.of(millis);
    }
}
