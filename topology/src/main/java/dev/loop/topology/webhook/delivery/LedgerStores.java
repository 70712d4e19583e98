package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.WebhookAttempt;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The stores of one partition's ledger, and the elementary changes to them. Invariant: a READY delivery has a row in
 * its endpoint's queue, a WAITING one has a row in the schedule and one under its endpoint, and the endpoint's counts
 * add up all phases.
 */
final class LedgerStores {

    private static final byte[] PRESENT = {1};

    private final KeyValueStore<Bytes, byte[]> schedule;
    private final RowCodec codec = new RowCodec();
    private final DeliveryTable deliveries;
    private final EndpointStates endpoints;
    private final DueQueue due;

    /** Endpoints that were disabled and may still have something pending. */
    private final Set<String> toPark = new LinkedHashSet<>();

    LedgerStores(
            KeyValueStore<Bytes, byte[]> deliveries,
            KeyValueStore<Bytes, byte[]> schedule,
            KeyValueStore<Bytes, byte[]> states) {
        this.schedule = schedule;
        this.deliveries = new DeliveryTable(deliveries, codec);
        this.endpoints = new EndpointStates(states, schedule, codec);
        this.due = new DueQueue(schedule);
    }

    KeyValueStore<Bytes, byte[]> schedule() {
        return schedule;
    }

    RowCodec codec() {
        return codec;
    }

    DeliveryTable deliveries() {
        return deliveries;
    }

    EndpointStates endpoints() {
        return endpoints;
    }

    DueQueue due() {
        return due;
    }

    Set<String> toPark() {
        return toPark;
    }

    void move(EndpointState state, long sequence, DeliveryProgress before, DeliveryProgress after) {
        state.count(before.phase(), -1);
        state.count(after.phase(), 1);
        deliveries.move(state.id, sequence, after);
    }

    /** Puts the delivery into its endpoint's queue. */
    void queue(EndpointStates.Held held, DeliveryReader.Row row, DeliveryProgress ready) {
        move(held.state(), row.sequence(), row.progress(), ready);
        held.queue().add(row.sequence());
    }

    /** Schedules the delivery for a time. */
    void await(EndpointState state, long sequence, long until) {
        due.add(until, state.id, sequence);
        schedule.put(LedgerKeys.numbered(LedgerKeys.Kind.WAITING, state.id, sequence), PRESENT);
    }

    /**
     * Forgets the wait of a delivery. Its row in the schedule stays: when that falls due, it no longer means anything.
     */
    void notWaiting(EndpointState state, long sequence) {
        schedule.delete(LedgerKeys.numbered(LedgerKeys.Kind.WAITING, state.id, sequence));
    }

    long log(EndpointState state, WebhookAttempt attempt) {
        long number = ++state.lastAttempt;
        deliveries.log(state.id, number, attempt);
        return number;
    }

    /** Removes a delivery from all stores. The endpoint is not saved. */
    void remove(EndpointStates.Held held, DeliveryReader.Row row) {
        EndpointState state = held.state();
        Phase phase = row.progress().phase();
        state.count(phase, -1);
        if (phase == Phase.READY) {
            held.queue().remove(row.sequence());
        } else if (phase == Phase.WAITING) {
            notWaiting(state, row.sequence());
        }
        deliveries.remove(state.id, row.sequence(), row.heading().id());
    }
}
