package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.avro.WebhookDispatch;
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

    private final Books books;
    private final Standing standing;
    private final Overdue overdue;
    private final Outlet outlet;
    private final RetrySchedule retries;
    private final Breaker.Limits breaker;
    private final int window;

    DeliveryFlow(Books books, Standing standing, Overdue overdue, WebhookSettings settings, Outlet outlet) {
        this.books = books;
        this.standing = standing;
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
        return books.endpoints()
                .find(endpointId)
                .map(held ->
                        held.state().lastSequence == 0 || held.state().project.equals(project))
                .orElse(true);
    }

    /** Takes a delivery in, unless it is known. */
    void deliver(String endpointId, String project, WebhookDelivery asked, long receivedAt, long now) {
        if (standing.deleted(endpointId, project)
                || books.deliveries().sequence(endpointId, asked.getId()).isPresent()) {
            return;
        }
        EndpointStates.Held held = books.endpoints().findOrMake(endpointId, project);
        EndpointState state = held.state();
        if (state.lastSequence == 0) {
            state.project = project;
        }
        standing.lift(state);
        long sequence = ++state.lastSequence;
        long first = retries.first(now);
        Heading heading = new Heading(
                asked.getId(),
                asked.getEventId(),
                asked.getType(),
                asked.getCreatedAt().toEpochMilli(),
                receivedAt);
        byte[] body = bytes(asked.getBody());
        Progress progress;
        if (standing.disabled(state)) {
            progress = Progress.fresh(Phase.PARKED, first);
        } else if (first > now) {
            progress = Progress.fresh(Phase.WAITING, first);
            books.await(state, sequence, first);
        } else if (state.ready == 0 && state.admits(now, window)) {
            progress = Progress.fresh(Phase.READY, first).dispatched(ticket(state));
            send(state, new DeliveryReader.Row(sequence, heading, progress, body));
        } else {
            progress = Progress.fresh(Phase.READY, first);
            held.queue().add(sequence);
        }
        state.count(progress.phase(), 1);
        books.deliveries().add(endpointId, sequence, heading, progress, body);
        pump(held, now);
    }

    /** Begins the schedule of a delivery again; a delivery that is under way is left alone. */
    void replay(EndpointStates.Held held, DeliveryReader.Row row, long now) {
        if (row.progress().phase().status == DeliveryStatus.PENDING) {
            return;
        }
        EndpointState state = held.state();
        Progress replayed = row.progress().replayed(now);
        if (state.ready == 0 && state.admits(now, window)) {
            dispatch(state, row, row.progress(), replayed);
        } else {
            books.queue(held, row, replayed);
        }
    }

    /** Applies the outcome of a dispatch. */
    void settle(WebhookAttempt attempt, long now) {
        boolean test = attempt.getTicket() < 0;
        var found = test
                ? java.util.Optional.of(books.endpoints().findOrMake(attempt.getEndpointId(), attempt.getProject()))
                : books.endpoints().find(attempt.getEndpointId());
        if (found.isEmpty() || standing.deleted(attempt.getEndpointId(), attempt.getProject())) {
            return;
        }
        EndpointStates.Held held = found.get();
        EndpointState state = held.state();
        long logged = attempt.getOutcome() == AttemptOutcome.DEFERRED ? 0 : books.log(state, attempt);
        books.deliveries()
                .find(state.id, attempt.getSequence())
                .filter(row -> row.heading().id().equals(attempt.getDeliveryId()))
                .ifPresent(row -> {
                    Progress progress =
                            logged == 0 ? row.progress() : row.progress().logged(logged);
                    if (progress.phase() == Phase.DISPATCHED && progress.ticket() == attempt.getTicket()) {
                        settle(state, row.sequence(), progress, attempt, now);
                    } else if (logged > 0) {
                        // The dispatch was settled before: the attempt is recorded, and nothing else changes.
                        books.deliveries().move(state.id, row.sequence(), progress);
                    }
                });
        pump(held, now);
    }

    private void settle(EndpointState state, long sequence, Progress before, WebhookAttempt attempt, long now) {
        overdue.settled(state.id, attempt.getTicket(), now);
        Verdict verdict = Verdict.of(attempt, before, retries, now);
        Progress after;
        if (verdict instanceof Verdict.Deferred deferred) {
            state.breaker = state.breaker.deferred(attempt.getTicket(), deferred.until());
            state.room = state.room.handedBack(state.dispatched - 1, deferred.until());
            after = before.waiting(deferred.until());
        } else {
            state.room = state.room.settled();
            int status = attempt.getStatus().orElse(0);
            Progress attempted = before.attempted(
                    attempt.getOutcome(), status, attempt.getStartedAt().toEpochMilli());
            if (verdict instanceof Verdict.Delivered) {
                state.succeeded(now);
                after = attempted.to(Phase.DELIVERED);
            } else {
                state.failed(attempt.getTicket(), now, breaker);
                if (status == 429) {
                    OptionalLong wish =
                            attempt.getRetryAfterMillis().map(OptionalLong::of).orElseGet(OptionalLong::empty);
                    state.pausedUntil = Math.max(state.pausedUntil, retries.pause(wish, now));
                }
                after = verdict instanceof Verdict.Retry retry
                        ? attempted.waiting(retry.due())
                        : attempted.to(Phase.FAILED);
                standing.reasonToDisable(state, attempt, now).ifPresent(reason -> disable(state, reason, now));
            }
        }
        if (after.phase() == Phase.WAITING) {
            if (standing.disabled(state)) {
                after = after.to(Phase.PARKED);
            } else {
                books.await(state, sequence, after.due());
            }
        }
        books.move(state, sequence, before, after);
        if (state.closedUntil() > now) {
            books.due().add(state.closedUntil(), state.id, 0);
        }
    }

    /**
     * Sends a dispatch again that never had an outcome, unless it has one by now. A lost dispatch is nobody's failure:
     * the new one spends none of the schedule and does not count against the endpoint.
     */
    void sendAgain(Overdue.Lost lost, long now) {
        EndpointStates.Held held = books.endpoints().find(lost.endpointId()).orElse(null);
        if (held == null) {
            return;
        }
        EndpointState state = held.state();
        books.deliveries()
                .find(state.id, lost.sequence())
                .filter(row -> row.progress().phase() == Phase.DISPATCHED
                        && row.progress().ticket() == lost.ticket())
                .ifPresent(row -> {
                    WebhookAttempt attempt = lost.attempt(state, row, now);
                    Progress known =
                            row.progress().logged(books.log(state, attempt)).unheardOf(now);
                    state.breaker = state.breaker.deferred(lost.ticket(), now);
                    if (standing.disabled(state)) {
                        books.move(state, row.sequence(), row.progress(), known.to(Phase.PARKED));
                    } else {
                        books.queue(held, row, known.to(Phase.READY));
                    }
                });
        pump(held, now);
    }

    private void disable(EndpointState state, String reason, long now) {
        state.disable(now, reason);
        books.toPark().add(state.id);
        standing.notices(state).forEach(outlet::command);
    }

    /**
     * Moves on the deliveries that have fallen due.
     *
     * @param atMost how many at once, since records wait meanwhile
     * @return whether more is due
     */
    boolean fire(long now, int atMost) {
        for (Keys.Due one : books.due().take(now, atMost)) {
            books.endpoints().find(one.endpointId()).ifPresent(held -> {
                if (one.sequence() > 0) {
                    ripen(held, one, now);
                }
                pump(held, now);
            });
        }
        return books.due().next() <= now;
    }

    private void ripen(EndpointStates.Held held, Keys.Due one, long now) {
        EndpointState state = held.state();
        DeliveryReader.Row row =
                books.deliveries().find(state.id, one.sequence()).orElse(null);
        if (row == null
                || row.progress().phase() != Phase.WAITING
                || row.progress().due() != one.at()) {
            return;
        }
        books.notWaiting(state, row.sequence());
        standing.lift(state);
        if (standing.disabled(state)) {
            books.move(state, row.sequence(), row.progress(), row.progress().to(Phase.PARKED));
        } else if (state.ready == 0 && state.admits(now, window)) {
            dispatch(state, row, row.progress(), row.progress());
        } else {
            books.queue(held, row, row.progress().to(Phase.READY));
        }
    }

    /** Sends the ready deliveries that may pass, and saves the endpoint. */
    void pump(EndpointStates.Held held, long now) {
        EndpointState state = held.state();
        standing.lift(state);
        if (now >= state.pausedUntil) {
            state.pausedUntil = 0;
        }
        while (state.ready > 0 && state.admits(now, window) && !standing.disabled(state)) {
            OptionalLong sequence = held.queue().poll();
            if (sequence.isEmpty()) {
                break;
            }
            books.deliveries()
                    .find(state.id, sequence.getAsLong())
                    .ifPresent(row -> dispatch(state, row, row.progress(), row.progress()));
        }
        state.readySince = state.ready == 0 ? 0 : state.readySince == 0 ? now : state.readySince;
        books.endpoints().save(state);
    }

    /**
     * @param before the progress that the counts hold
     * @param now the progress since
     */
    private void dispatch(EndpointState state, DeliveryReader.Row row, Progress before, Progress now) {
        Progress dispatched = now.dispatched(ticket(state));
        books.move(state, row.sequence(), before, dispatched);
        send(state, new DeliveryReader.Row(row.sequence(), row.heading(), dispatched, row.body()));
    }

    private long ticket(EndpointState state) {
        long ticket = ++state.lastTicket;
        state.breaker = state.breaker.passing(ticket);
        return ticket;
    }

    private void send(EndpointState state, DeliveryReader.Row row) {
        Progress progress = row.progress();
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
