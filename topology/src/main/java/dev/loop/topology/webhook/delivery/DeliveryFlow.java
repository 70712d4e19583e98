package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.event.Event;
import dev.loop.topology.webhook.DeliveryStatus;
import dev.loop.topology.webhook.WebhookSettings;
import dev.loop.topology.webhook.schedule.Breaker;
import dev.loop.topology.webhook.schedule.RetrySchedule;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Moves deliveries from phase to phase. Invariants, after every step: each delivery is in exactly one phase, which the
 * endpoint's counts add up; no more than a window of them are dispatched; what is dispatched has a ticket that no other
 * dispatch of the endpoint ever had.
 */
final class DeliveryFlow {

    private final LedgerStores ledger;
    private final DisablingPolicy policy;
    private final Overdue overdue;
    private final Outlet outlet;
    private final RetrySchedule retries;
    private final Breaker.Limits breaker;
    private final int window;

    DeliveryFlow(
            LedgerStores ledger, DisablingPolicy policy, Overdue overdue, WebhookSettings settings, Outlet outlet) {
        this.ledger = ledger;
        this.policy = policy;
        this.overdue = overdue;
        this.outlet = outlet;
        this.retries = new RetrySchedule(settings.delays(), settings.longestRetryAfter());
        WebhookSettings.Pauses pauses = settings.pauses();
        this.breaker = new Breaker.Limits(pauses.failures(), pauses.first(), pauses.longest());
        this.window = settings.window();
    }

    /**
     * Returns whether the endpoint is of this project. An endpoint has one project, whatever is written to the topic.
     */
    boolean belongs(String endpointId, String project) {
        return ledger.endpoints()
                .find(endpointId)
                .map(held ->
                        held.state().lastSequence == 0 || held.state().project.equals(project))
                .orElse(true);
    }

    /** Takes a delivery in, unless it is known. */
    void deliver(String endpointId, String project, WebhookDelivery asked, long receivedAt, long now) {
        if (policy.deleted(endpointId, project)
                || ledger.deliveries().sequence(endpointId, asked.getId()).isPresent()) {
            return;
        }
        EndpointStates.Held held = ledger.endpoints().findOrMake(endpointId, project);
        EndpointState state = held.state();
        if (state.lastSequence == 0) {
            state.project = project;
        }
        policy.lift(state);
        long sequence = ++state.lastSequence;
        long first = retries.first(now);
        Heading heading = new Heading(
                asked.getId(),
                asked.getEventId(),
                asked.getType(),
                asked.getCreatedAt().toEpochMilli(),
                receivedAt);
        byte[] body = bytes(asked.getBody());
        DeliveryProgress progress;
        if (policy.disabled(state)) {
            progress = DeliveryProgress.fresh(Phase.PARKED, first);
        } else if (first > now) {
            progress = DeliveryProgress.fresh(Phase.WAITING, first);
            ledger.await(state, sequence, first);
        } else if (state.ready == 0 && state.admits(now, window)) {
            progress = DeliveryProgress.fresh(Phase.READY, first).dispatched(ticket(state));
            send(state, new DeliveryReader.Row(sequence, heading, progress, body));
        } else {
            progress = DeliveryProgress.fresh(Phase.READY, first);
            held.queue().add(sequence);
        }
        state.count(progress.phase(), 1);
        ledger.deliveries().add(endpointId, sequence, heading, progress, body);
        pump(held, now);
    }

    /** Begins the schedule of a delivery again; a delivery that is under way is left alone. */
    void replay(EndpointStates.Held held, DeliveryReader.Row row, long now) {
        if (row.progress().phase().status == DeliveryStatus.PENDING) {
            return;
        }
        EndpointState state = held.state();
        DeliveryProgress replayed = row.progress().replayed(now);
        if (state.ready == 0 && state.admits(now, window)) {
            dispatch(state, row, row.progress(), replayed);
        } else {
            ledger.queue(held, row, replayed);
        }
    }

    /** Applies the outcome of a dispatch. */
    void settle(WebhookAttempt attempt, long now) {
        boolean test = attempt.getTicket() < 0;
        var found = test
                ? java.util.Optional.of(ledger.endpoints().findOrMake(attempt.getEndpointId(), attempt.getProject()))
                : ledger.endpoints().find(attempt.getEndpointId());
        if (found.isEmpty() || policy.deleted(attempt.getEndpointId(), attempt.getProject())) {
            return;
        }
        EndpointStates.Held held = found.get();
        EndpointState state = held.state();
        long logged = attempt.getOutcome() == AttemptOutcome.DEFERRED ? 0 : ledger.log(state, attempt);
        ledger.deliveries()
                .find(state.id, attempt.getSequence())
                .filter(row -> row.heading().id().equals(attempt.getDeliveryId()))
                .ifPresent(row -> {
                    DeliveryProgress progress =
                            logged == 0 ? row.progress() : row.progress().logged(logged);
                    if (progress.phase() == Phase.DISPATCHED && progress.ticket() == attempt.getTicket()) {
                        settle(state, row.sequence(), progress, attempt, now);
                    } else if (logged > 0) {
                        // The dispatch was settled before: the attempt is recorded, and nothing else changes.
                        ledger.deliveries().move(state.id, row.sequence(), progress);
                    }
                });
        pump(held, now);
    }

    private void settle(EndpointState state, long sequence, DeliveryProgress before, WebhookAttempt attempt, long now) {
        overdue.settled(state.id, attempt.getTicket(), now);
        AttemptResult result = AttemptResult.of(attempt, before, retries, now);
        DeliveryProgress after;
        if (result instanceof AttemptResult.Deferred deferred) {
            state.breaker = state.breaker.deferred(attempt.getTicket(), deferred.until());
            state.sendWindow = state.sendWindow.handedBack(state.dispatched - 1, deferred.until());
            after = before.waiting(deferred.until());
        } else {
            state.sendWindow = state.sendWindow.settled();
            int status = attempt.getStatus().orElse(0);
            DeliveryProgress attempted = before.attempted(
                    attempt.getOutcome(), status, attempt.getStartedAt().toEpochMilli());
            if (result instanceof AttemptResult.Delivered) {
                state.succeeded(now);
                after = attempted.to(Phase.DELIVERED);
            } else {
                state.failed(attempt.getTicket(), now, breaker);
                if (status == 429) {
                    OptionalLong wish =
                            attempt.getRetryAfterMillis().map(OptionalLong::of).orElseGet(OptionalLong::empty);
                    state.pausedUntil = Math.max(state.pausedUntil, retries.pause(wish, now));
                }
                after = result instanceof AttemptResult.Retry retry
                        ? attempted.waiting(retry.due())
                        : attempted.to(Phase.FAILED);
                policy.reasonToDisable(state, attempt, now).ifPresent(reason -> disable(state, reason, now));
            }
        }
        if (after.phase() == Phase.WAITING) {
            if (policy.disabled(state)) {
                after = after.to(Phase.PARKED);
            } else {
                ledger.await(state, sequence, after.due());
            }
        }
        ledger.move(state, sequence, before, after);
        if (state.closedUntil() > now) {
            ledger.due().add(state.closedUntil(), state.id, 0);
        }
    }

    /**
     * Sends a dispatch again that never had an outcome, unless it has one by now. A lost dispatch is nobody's failure:
     * the new one spends none of the schedule and does not count against the endpoint.
     */
    void sendAgain(Overdue.Lost lost, long now) {
        EndpointStates.Held held = ledger.endpoints().find(lost.endpointId()).orElse(null);
        if (held == null) {
            return;
        }
        EndpointState state = held.state();
        ledger.deliveries()
                .find(state.id, lost.sequence())
                .filter(row -> row.progress().phase() == Phase.DISPATCHED
                        && row.progress().ticket() == lost.ticket())
                .ifPresent(row -> {
                    WebhookAttempt attempt = lost.attempt(state, row, now);
                    DeliveryProgress known =
                            row.progress().logged(ledger.log(state, attempt)).unheardOf(now);
                    state.breaker = state.breaker.deferred(lost.ticket(), now);
                    if (policy.disabled(state)) {
                        ledger.move(state, row.sequence(), row.progress(), known.to(Phase.PARKED));
                    } else {
                        ledger.queue(held, row, known.to(Phase.READY));
                    }
                });
        pump(held, now);
    }

    private void disable(EndpointState state, String reason, long now) {
        state.disable(now, reason);
        ledger.toPark().add(state.id);
        Event event = policy.event(state);
        outlet.event(state.project, event);
        policy.notices(state, event).forEach(outlet::command);
    }

    /**
     * Moves on the deliveries that have fallen due.
     *
     * @param atMost how many at once, since records wait meanwhile
     * @return whether more is due
     */
    boolean fire(long now, int atMost) {
        for (LedgerKeys.Due one : ledger.due().take(now, atMost)) {
            ledger.endpoints().find(one.endpointId()).ifPresent(held -> {
                if (one.sequence() > 0) {
                    ripen(held, one, now);
                }
                pump(held, now);
            });
        }
        return ledger.due().next() <= now;
    }

    private void ripen(EndpointStates.Held held, LedgerKeys.Due one, long now) {
        EndpointState state = held.state();
        DeliveryReader.Row row =
                ledger.deliveries().find(state.id, one.sequence()).orElse(null);
        if (row == null
                || row.progress().phase() != Phase.WAITING
                || row.progress().due() != one.at()) {
            return;
        }
        ledger.notWaiting(state, row.sequence());
        policy.lift(state);
        if (policy.disabled(state)) {
            ledger.move(state, row.sequence(), row.progress(), row.progress().to(Phase.PARKED));
        } else if (state.ready == 0 && state.admits(now, window)) {
            dispatch(state, row, row.progress(), row.progress());
        } else {
            ledger.queue(held, row, row.progress().to(Phase.READY));
        }
    }

    /** Sends the ready deliveries that may pass, and saves the endpoint. Returns how many passed. */
    int pump(EndpointStates.Held held, long now) {
        EndpointState state = held.state();
        policy.lift(state);
        if (now >= state.pausedUntil) {
            state.pausedUntil = 0;
        }
        long before = state.lastTicket;
        while (state.ready > 0 && state.admits(now, window) && !policy.disabled(state)) {
            OptionalLong sequence = held.queue().poll();
            if (sequence.isEmpty()) {
                break;
            }
            ledger.deliveries()
                    .find(state.id, sequence.getAsLong())
                    .ifPresent(row -> dispatch(state, row, row.progress(), row.progress()));
        }
        state.readySince = state.ready == 0 ? 0 : state.readySince == 0 ? now : state.readySince;
        ledger.endpoints().save(state);
        return (int) (state.lastTicket - before);
    }

    /**
     * @param before the progress that the counts hold
     * @param now the progress since
     */
    private void dispatch(EndpointState state, DeliveryReader.Row row, DeliveryProgress before, DeliveryProgress now) {
        DeliveryProgress dispatched = now.dispatched(ticket(state));
        ledger.move(state, row.sequence(), before, dispatched);
        send(state, new DeliveryReader.Row(row.sequence(), row.heading(), dispatched, row.body()));
    }

    private long ticket(EndpointState state) {
        long ticket = ++state.lastTicket;
        state.breaker = state.breaker.passing(ticket);
        return ticket;
    }

    private void send(EndpointState state, DeliveryReader.Row row) {
        DeliveryProgress progress = row.progress();
        Heading heading = row.heading();
        outlet.dispatch(new WebhookDispatch(
                heading.id(),
                state.id,
                state.project,
                heading.eventId(),
                heading.type(),
                row.sequence(),
                progress.attempts() + 1,
                progress.ticket(),
                progress.kind(),
                Instant.ofEpochMilli(heading.createdAt()),
                Instant.ofEpochMilli(progress.due()),
                ByteBuffer.wrap(row.body()),
                progress.lastOutcome() == AttemptOutcome.UNKNOWN));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
