package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookReplay;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.ProjectEvents;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.commit.EarlyCommit;
import dev.loop.topology.commit.EarlyCommits;
import dev.loop.topology.commit.Pulse;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.store.StoreNames;
import dev.loop.topology.webhook.DeliveryBacklog;
import dev.loop.topology.webhook.WebhookSettings;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The ledger of deliveries: the one place that decides what is sent when. It takes deliveries, replays and outcomes,
 * and emits what is to be sent now.
 *
 * <p>Invariant: each delivery is in one phase, and enters it in the transaction of the record that led there; nothing
 * that was taken in is lost, whatever its endpoint does. The sequence numbers of an endpoint have no gap. Both clocks
 * are the stream thread's: a due time is compared with the time that set it.
 */
public final class DeliveryLedger implements Processor<byte[], byte[], byte[], byte[]> {

    /** The nodes that the ledger forwards to. */
    public record Outputs(String dispatches, String events, String commands, String deadLetters) {}

    /** The tick while something is due or in progress. */
    private static final Duration TICK = Duration.ofMillis(50);

    /** The tick at rest: how soon a change of an endpoint by its owner is seen. */
    private static final Duration REST = Duration.ofSeconds(1);

    /** The limit of due rows at one tick, since records wait meanwhile; the next tick goes on. */
    private static final int FIRED_AT_ONCE = 500;

    /** The limit of rows that are parked or replayed at one tick, and of endpoints that are visited. */
    private static final int STEPPED_AT_ONCE = 300;

    /**
     * The limit of rows that are removed at one tick. It is low because nobody waits for a removal: the deletion of an
     * endpoint with a hundred thousand deliveries must not hold up those of others.
     */
    private static final int REMOVED_AT_ONCE = 50;

    private static final Duration TOLD_EVERY = Duration.ofMillis(500);

    private final SchemaRegistryClient registry;
    private final Outputs outputs;
    private final int partitions;
    private final EndpointDirectory directory;
    private final WebhookSettings settings;
    private final RefusalCounts refusals;
    private final DeliveryBacklog backlog;
    private final EarlyCommits commits;

    private ProcessorContext<byte[], byte[]> context;
    private EarlyCommit commit;
    private RecordReader reader;
    private LedgerStores ledger;
    private DeliveryFlow flow;
    private ReplayRunner replays;
    private Parking parking;
    private Removal removal;
    private Overdue overdue;
    private EndpointSweep sweep;
    private Pulse pulse;
    private long toldAt = Long.MIN_VALUE / 2;

    public DeliveryLedger(
            SchemaRegistryClient registry,
            Outputs outputs,
            int partitions,
            EndpointDirectory directory,
            WebhookSettings settings,
            RefusalCounts refusals,
            DeliveryBacklog backlog,
            EarlyCommits commits) {
        this.registry = registry;
        this.outputs = outputs;
        this.partitions = partitions;
        this.directory = directory;
        this.settings = settings;
        this.refusals = refusals;
        this.backlog = backlog;
        this.commits = commits;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        this.commit = commits.of(context);
        this.reader = new RecordReader(
                WireSerdes.of(Topics.WEBHOOK_COMMANDS, registry).deserializer(),
                WireSerdes.of(Topics.WEBHOOK_ATTEMPTS, registry).deserializer(),
                context.taskId().partition(),
                partitions);
        this.ledger = new LedgerStores(
                context.getStateStore(StoreNames.WEBHOOK_DELIVERIES),
                context.getStateStore(StoreNames.WEBHOOK_SCHEDULE),
                context.getStateStore(StoreNames.WEBHOOK_ENDPOINT_STATES));
        DisablingPolicy policy = new DisablingPolicy(directory, settings);
        this.overdue = new Overdue(ledger, settings.hearing());
        this.flow = new DeliveryFlow(ledger, policy, overdue, settings, outlet());
        this.replays = new ReplayRunner(ledger, policy, flow);
        this.parking = new Parking(ledger, policy);
        this.removal = new Removal(ledger, settings.kept().retention());
        this.sweep = new EndpointSweep(
                ledger,
                policy,
                flow,
                removal,
                overdue,
                directory,
                settings.kept().deletedAfter());
        this.pulse = new Pulse(context, this::tick);
        pulse.every(TICK);
        backlog.keeping(context.taskId().partition());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        RecordReading reading = reader.read(metadata.topic(), record.key(), record.value());
        long now = context.currentSystemTimeMs();
        if (reading instanceof RecordReading.Command asked) {
            if (flow.belongs(asked.command().getEndpointId(), asked.command().getProject())) {
                apply(asked.command(), record.timestamp(), now);
            } else {
                reject(record, metadata, RecordReading.OF_ANOTHER_PROJECT);
            }
        } else if (reading instanceof RecordReading.Attempt attempt) {
            flow.settle(attempt.attempt(), now);
        } else {
            reject(record, metadata, (RecordReading.Rejected) reading);
        }
        pulse.every(isAtRest(now) ? REST : TICK);
    }

    private void apply(WebhookCommand command, long receivedAt, long now) {
        if (command.getBody() instanceof WebhookDelivery delivery) {
            flow.deliver(command.getEndpointId(), command.getProject(), delivery, receivedAt, now);
        } else {
            replays.ask(
                    command.getEndpointId(),
                    (WebhookReplay) command.getBody(),
                    command.getAt().toEpochMilli());
            replays.step(now, STEPPED_AT_ONCE);
        }
    }

    private void tick(long now) {
        spend(STEPPED_AT_ONCE, left -> sweep.step(now));
        flow.fire(now, FIRED_AT_ONCE);
        spend(STEPPED_AT_ONCE, parking::step);
        spend(REMOVED_AT_ONCE, left -> removal.step(now, left));
        replays.step(now, STEPPED_AT_ONCE);
        overdue.find(now, STEPPED_AT_ONCE).forEach(lost -> flow.sendAgain(lost, now));
        if (now - toldAt >= TOLD_EVERY.toMillis()) {
            toldAt = now;
            tellBacklog();
        }
        pulse.every(isAtRest(now) ? REST : TICK);
    }

    /** Returns whether there is nothing to do before the next tick at rest. */
    private boolean isAtRest(long now) {
        return ledger.due().next() - now > REST.toMillis()
                && ledger.toPark().isEmpty()
                && sweep.isAtRest()
                && removal.isAtRest()
                && replays.isAtRest()
                && overdue.isAtRest();
    }

    /** @param step does at most the given number of rows and returns how many it did; 0 at the end */
    private static void spend(int budget, IntUnaryOperator step) {
        int left = budget;
        while (left > 0) {
            int done = step.applyAsInt(left);
            if (done == 0) {
                return;
            }
            left -= done;
        }
    }

    private void tellBacklog() {
        Totals.Share sum = ledger.endpoints().totals().sum();
        long oldest = Math.min(ledger.due().next(), ledger.endpoints().oldestReady());
        backlog.tell(
                context.taskId().partition(),
                new DeliveryBacklog.Snapshot(
                        sum.pending(),
                        sum.parked(),
                        sum.openBreakers(),
                        sum.disabled(),
                        oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldest)));
    }

    @Override
    public void close() {
        backlog.forget(context.taskId().partition());
    }

    private Outlet outlet() {
        Serializer<WebhookDispatch> dispatches =
                WireSerdes.of(Topics.WEBHOOK_DISPATCH, registry).serializer();
        Serializer<ProjectEvent> events =
                WireSerdes.of(Topics.PROJECT_EVENTS, registry).serializer();
        Serializer<WebhookCommand> commands =
                WireSerdes.of(Topics.WEBHOOK_COMMANDS, registry).serializer();
        return new Outlet() {
            @Override
            public void dispatch(WebhookDispatch dispatch) {
                forward(
                        dispatch.getEndpointId(),
                        dispatches.serialize(Topics.WEBHOOK_DISPATCH.name(), dispatch),
                        outputs.dispatches());
            }

            @Override
            public void event(String project, Event event) {
                forward(
                        project,
                        events.serialize(Topics.PROJECT_EVENTS.name(), ProjectEvents.record(project, event)),
                        outputs.events());
            }

            @Override
            public void command(WebhookCommand command) {
                forward(
                        command.getEndpointId(),
                        commands.serialize(Topics.WEBHOOK_COMMANDS.name(), command),
                        outputs.commands());
            }
        };
    }

    private void forward(String key, byte[] value, String child) {
        context.forward(
                new Record<>(key.getBytes(StandardCharsets.UTF_8), value, context.currentSystemTimeMs()), child);
        commit.ask();
    }

    private void reject(Record<byte[], byte[]> record, RecordMetadata metadata, RecordReading.Rejected rejected) {
        Headers headers = new RecordHeaders();
        DeadLetterHeaders.describe(
                headers,
                rejected.reason(),
                rejected.detail(),
                metadata.topic(),
                metadata.partition(),
                metadata.offset());
        context.forward(new Record<>(record.key(), record.value(), record.timestamp(), headers), outputs.deadLetters());
        refusals.count(rejected.reason());
    }
}
