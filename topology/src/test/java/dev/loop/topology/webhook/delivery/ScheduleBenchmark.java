package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.event.Event;
import dev.loop.topology.webhook.WebhookSettings;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Measures the cost of the ledger, that of a tick, which must not depend on the pending deliveries, and the time of a
 * restore; by hand, with the class path of the tests.
 */
final class ScheduleBenchmark {

    private static final int PENDING = Integer.getInteger("loop.pending", 1_000_000);
    private static final int ENDPOINTS = 100;
    private static final int FALLING_DUE = 100_000;
    private static final long START = 1_780_000_000_000L;

    private static final class Stores {
        final KeyValueStore<Bytes, byte[]> deliveries;
        final KeyValueStore<Bytes, byte[]> schedule;
        final KeyValueStore<Bytes, byte[]> states;

        Stores(Path directory, String name) {
            deliveries = OpenStore.onDisk(directory, name + "-deliveries");
            schedule = OpenStore.onDisk(directory, name + "-schedule");
            states = OpenStore.onDisk(directory, name + "-states");
        }

        LedgerStores ledger() {
            return new LedgerStores(deliveries, schedule, states);
        }

        /** Restores as from a changelog: each row is put. */
        long restore(Stores from) {
            return copy(from.deliveries, deliveries) + copy(from.schedule, schedule) + copy(from.states, states);
        }

        private static long copy(KeyValueStore<Bytes, byte[]> from, KeyValueStore<Bytes, byte[]> to) {
            long rows = 0;
            try (var all = from.all()) {
                while (all.hasNext()) {
                    var row = all.next();
                    to.put(row.key, row.value);
                    rows++;
                }
            }
            return rows;
        }
    }

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("schedule-benchmark");
        Stores stores = new Stores(directory, "first");
        Deque<WebhookDispatch> out = new ArrayDeque<>();
        Outlet outlet = new Outlet() {
            @Override
            public void dispatch(WebhookDispatch dispatch) {
                out.add(dispatch);
            }

            @Override
            public void event(String project, Event event) {}

            @Override
            public void command(WebhookCommand command) {}
        };
        WebhookSettings settings = WebhookSettings.defaults();
        DisablingPolicy policy = new DisablingPolicy(new EndpointDirectory(), settings);
        DeliveryFlow flow = flow(stores.ledger(), policy, settings, outlet);
        byte[] body = new byte[500];
        long now = START;
        long cpu = cpu();
        int pending = 0;
        for (int i = 0; pending < PENDING; i++) {
            String endpoint = "we_" + i % ENDPOINTS;
            Instant at = Instant.ofEpochMilli(now);
            flow.deliver(
                    endpoint,
                    "default",
                    new WebhookDelivery("dl_" + i, "evt_" + i, "feedback.created", at, ByteBuffer.wrap(body)),
                    now,
                    now);
            // Every 4th succeeds, so that no breaker opens; the others wait for their second attempt.
            boolean succeeds = i % 4 == i / ENDPOINTS % 4;
            flow.settle(
                    attempt(out.remove(), succeeds ? AttemptOutcome.SUCCEEDED : AttemptOutcome.HTTP_ERROR, now), now);
            if (!succeeds && (++pending == 1_000 || pending == PENDING / 10 || pending == PENDING)) {
                System.out.printf(
                        "%,d pending: %.1f µs of CPU for each delivery%n", pending, (cpu() - cpu) / 1e3 / (i + 1));
                tick(flow, now);
            }
        }
        Stores restored = new Stores(directory, "restored");
        long began = System.nanoTime();
        long rows = restored.restore(stores);
        System.out.printf("%,d rows restored in %.1f s%n", rows, (System.nanoTime() - began) / 1e9);
        began = System.nanoTime();
        LedgerStores ledger = restored.ledger();
        flow = flow(ledger, policy, settings, outlet);
        flow.fire(now, 500);
        System.out.printf("first tick after that in %.1f ms%n", (System.nanoTime() - began) / 1e6);
        tick(flow, now);
        cpu = cpu();
        now += 70_000;
        int fired = 0;
        while (fired < FALLING_DUE && flow.fire(now, 500)) {
            while (!out.isEmpty()) {
                fired++;
                flow.settle(attempt(out.remove(), AttemptOutcome.SUCCEEDED, now), now);
            }
        }
        System.out.printf("%,d fell due: %.1f µs of CPU each%n", fired, (cpu() - cpu) / 1e3 / fired);
        Removal removal = new Removal(ledger, settings.kept().retention());
        removal.delete("we_0");
        cpu = cpu();
        int removed = 0;
        while (ledger.endpoints().find("we_0").isPresent()) {
            removed += removal.step(now, 50);
        }
        System.out.printf(
                "%,d rows of an endpoint removed: %.1f µs of CPU each%n", removed, (cpu() - cpu) / 1e3 / removed);
    }

    private static DeliveryFlow flow(
            LedgerStores ledger, DisablingPolicy policy, WebhookSettings settings, Outlet outlet) {
        Overdue overdue = new Overdue(ledger, settings.hearing());
        return new DeliveryFlow(ledger, policy, overdue, settings, outlet);
    }

    private static void tick(DeliveryFlow flow, long now) {
        flow.fire(now, 500);
        int ticks = 1_000_000;
        long cpu = cpu();
        for (int i = 0; i < ticks; i++) {
            flow.fire(now, 500);
        }
        System.out.printf("  a tick with nothing due: %.3f µs of CPU%n", (cpu() - cpu) / 1e3 / ticks);
    }

    private static WebhookAttempt attempt(WebhookDispatch dispatch, AttemptOutcome outcome, long now) {
        return WebhookAttempt.newBuilder()
                .setDeliveryId(dispatch.getDeliveryId())
                .setEndpointId(dispatch.getEndpointId())
                .setProject(dispatch.getProject())
                .setEventId(dispatch.getEventId())
                .setType(dispatch.getType())
                .setSequence(dispatch.getSequence())
                .setAttempt(dispatch.getAttempt())
                .setTicket(dispatch.getTicket())
                .setKind(dispatch.getKind())
                .setOutcome(outcome)
                .setStatus(outcome == AttemptOutcome.SUCCEEDED ? 200 : 500)
                .setStartedAt(Instant.ofEpochMilli(now))
                .setDurationMillis(3)
                .build();
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private ScheduleBenchmark() {}
}
