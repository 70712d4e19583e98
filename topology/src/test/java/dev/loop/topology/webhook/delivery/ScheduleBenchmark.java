package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.topology.webhook.WebhookSettings;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** What the ledger costs, and that a tick costs the same whatever is pending; by hand. */
final class ScheduleBenchmark {

    private static final int DELIVERIES = 1_000_000;
    private static final int ENDPOINTS = 100;
    private static final long START = 1_780_000_000_000L;

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("schedule-benchmark");
        var deliveries = OpenStore.onDisk(directory, "deliveries");
        var schedule = OpenStore.onDisk(directory, "schedule");
        var states = OpenStore.onDisk(directory, "states");
        Deque<WebhookDispatch> out = new ArrayDeque<>();
        Outlet outlet = new Outlet() {
            @Override
            public void dispatch(WebhookDispatch dispatch) {
                out.add(dispatch);
            }

            @Override
            public void command(WebhookCommand command) {}
        };
        WebhookSettings settings = WebhookSettings.defaults();
        Standing standing = new Standing(new EndpointDirectory(), settings);
        DeliveryFlow flow = new DeliveryFlow(new Books(deliveries, schedule, states), standing, settings, outlet);
        byte[] body = new byte[500];
        long now = START;
        long cpu = cpu();
        for (int i = 0; i < DELIVERIES; i++) {
            String endpoint = "we_" + i % ENDPOINTS;
            Instant at = Instant.ofEpochMilli(now);
            flow.deliver(
                    endpoint,
                    "default",
                    new WebhookDelivery("dl_" + i, "evt_" + i, "feedback.created", at, ByteBuffer.wrap(body)),
                    now,
                    now);
            // Every 4th succeeds, so that no breaker opens; the others wait for their second attempt.
            flow.settle(
                    attempt(
                            out.remove(),
                            i % 4 == i / ENDPOINTS % 4 ? AttemptOutcome.SUCCEEDED : AttemptOutcome.HTTP_ERROR,
                            now),
                    now);
            if (i == 9_999 || i == 99_999 || i == DELIVERIES - 1) {
                System.out.printf("%,d deliveries: %.1f µs of CPU each%n", i + 1, (cpu() - cpu) / 1e3 / (i + 1));
                tick(flow, now, i + 1);
            }
        }
        long began = System.nanoTime();
        flow = new DeliveryFlow(new Books(deliveries, schedule, states), standing, settings, outlet);
        flow.fire(now, 500);
        System.out.printf("restarted in %.1f ms%n", (System.nanoTime() - began) / 1e6);
        cpu = cpu();
        now += 70_000;
        int fired = 0;
        while (true) {
            boolean more = flow.fire(now, 500);
            while (!out.isEmpty()) {
                fired++;
                flow.settle(attempt(out.remove(), AttemptOutcome.SUCCEEDED, now), now);
            }
            if (!more) {
                break;
            }
        }
        System.out.printf("%,d fell due: %.1f µs of CPU each%n", fired, (cpu() - cpu) / 1e3 / fired);
    }

    private static void tick(DeliveryFlow flow, long now, int pending) {
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
