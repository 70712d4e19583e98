package dev.loop.topology.ledger;

import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JoinTheme;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.intake.ProjectMasks;
import dev.loop.schemas.intake.ProjectRules;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.account.AccountDirectory;
import dev.loop.topology.commit.Pulse;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.store.FeedbackStore;
import dev.loop.topology.store.StoreNames;
import dev.loop.topology.tag.TagRuleDirectory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Applies commands to items, one after another.
 *
 * <p>Invariant: for every command exactly one of these happens, in one transaction with its offset: the item, its index
 * and its cells change together and one change is emitted; or nothing changes; or the command goes to the dead letters.
 * A create with an id that was ever taken changes nothing. Revisions of an item follow one another without a gap.
 */
public final class FeedbackLedger implements Processor<byte[], byte[], byte[], Object> {

    /**
     * The nodes that the ledger forwards to.
     *
     * @param webhooks takes each {@link AppliedChange}
     * @param vectors takes items that have a vector, by {@link VectorKeys}
     * @param labels takes labels, by the same keys
     */
    public record Outputs(
            String items, String changes, String deadLetters, String webhooks, String vectors, String labels) {}

    /** The interval at which items that have outlived their project's retention are searched. */
    private static final Duration RETENTION_INTERVAL = Duration.ofSeconds(30);

    /** The wait before the first search, and before the next if more items are due than are forgotten at once. */
    private static final Duration RETENTION_STEP = Duration.ofSeconds(1);

    /** The time after which copies on other instances learn of commands that changed nothing. */
    private static final Duration POSITION_INTERVAL = Duration.ofMillis(100);

    /** The limit of items of one project that are forgotten at once, since commands wait meanwhile. */
    private static final int EXPIRED_AT_ONCE = 2000;

    private final SchemaRegistryClient registry;
    private final Outputs outputs;
    private final int partitions;
    private final int mostSeries;
    private final Masking masking;
    private final OtherNames otherNames;
    private final RuleTags ruleTags;
    private final RefusalCounts refusals;
    private final BooleanSupplier webhooks;

    private ProcessorContext<byte[], Object> context;
    private FeedbackStore store;
    private org.apache.kafka.streams.state.KeyValueStore<Bytes, byte[]> accounts;
    private TimestampedKeyValueStore<String, Project> projects;
    private ProjectSettings settings;
    private ProjectMasks masks;
    private ProjectRules rules;
    private CommandReader reader;
    private ChangeEncoder encoder;
    private Labels labels;
    private Pulse expiry;
    private Pulse position;
    /** The broker's time of the command that is applied, in epoch milliseconds. */
    private long recordTime;

    /**
     * @param mostSeries limit of combinations of project, tag, plan and source in one partition
     * @param tagRules those that tag what comes
     * @param webhooks whether any endpoint exists; asked for every change
     */
    public FeedbackLedger(
            SchemaRegistryClient registry,
            Outputs outputs,
            int partitions,
            int mostSeries,
            Masking masking,
            RefusalCounts refusals,
            TagRuleDirectory tagRules,
            BooleanSupplier webhooks) {
        this.registry = registry;
        this.outputs = outputs;
        this.partitions = partitions;
        this.mostSeries = mostSeries;
        this.masking = masking;
        this.otherNames = new OtherNames(mostSeries, refusals);
        this.ruleTags = new RuleTags(tagRules, mostSeries);
        this.refusals = refusals;
        this.webhooks = webhooks;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        this.store = context.getStateStore(StoreNames.FEEDBACK);
        this.accounts = context.getStateStore(StoreNames.ACCOUNTS);
        this.projects = context.getStateStore(StoreNames.PROJECTS);
        this.settings = new ProjectSettings(projects);
        this.masks = new ProjectMasks(
                masking, project -> settings.of(project, recordTime).flatMap(Project::getMasking));
        this.rules =
                new ProjectRules(project -> settings.of(project, recordTime).flatMap(Project::getSentimentWords));
        this.reader = new CommandReader(
                WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry).deserializer(),
                registry.register(Topics.FEEDBACK_COMMANDS.name() + "-value", FeedbackCommand.getClassSchema()),
                masks,
                context.taskId().partition(),
                partitions);
        this.encoder = new ChangeEncoder(
                registry.register(Topics.FEEDBACK.name() + "-value", Feedback.getClassSchema()),
                registry.register(Topics.FEEDBACK_EVENTS.name() + "-value", FeedbackChange.getClassSchema()),
                registry.register(Topics.FEEDBACK_VECTORS.name() + "-value", Feedback.getClassSchema()));
        this.labels = new Labels(registry);
        this.expiry = new Pulse(context, this::expire);
        expiry.every(RETENTION_STEP);
        this.position = new Pulse(context, this::logPosition);
        position.every(POSITION_INTERVAL);
        store.beginWriting();
    }

    @Override
    public void close() {
        store.endWriting();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        long offset = context.recordMetadata().map(RecordMetadata::offset).orElseThrow();
        recordTime = record.timestamp();
        CommandReading reading = reader.read(record.key(), record.value(), record.timestamp());
        if (reading instanceof CommandReading.Accepted accepted) {
            apply(record, accepted, offset);
        } else {
            reject(record, offset, (CommandReading.Rejected) reading);
        }
    }

    private void apply(Record<byte[], byte[]> record, CommandReading.Accepted accepted, long offset) {
        FeedbackCommand command = accepted.command();
        byte[] id = record.key();
        Decision decision = Decision.of(command, store.find(id), offset, () -> planOfAuthor(command), rules);
        if (decision instanceof Decision.Keep decided) {
            if (ruleTags.hasNoRoom(command, decided, store)) {
                passed(offset, CommandOutcome.CONFLICT);
                return;
            }
            Decision.Keep keep = otherNames.fit(ruleTags.tagged(command, decided, store), store);
            Optional<CommandReading.Rejected> refusal = refusal(keep, record.timestamp(), accepted.masking());
            if (refusal.isPresent()) {
                reject(record, offset, refusal.get());
            } else {
                keep(id, keep, command, record.timestamp());
            }
        } else if (decision instanceof Decision.Forget forget) {
            store.erase(id, forget.before(), offset);
            emitErased(ChangeType.ERASED, id, forget.before(), command, record.timestamp());
        } else {
            passed(offset, ((Decision.Nothing) decision).outcome());
        }
    }

    private void keep(byte[] id, Decision.Keep keep, FeedbackCommand command, long timestamp) {
        Feedback after = keep.after();
        byte[] before = keep.before() == null ? null : store.encode(keep.before());
        byte[] stored = store.put(id, keep.before(), after);
        context.forward(new Record<>(id, encoder.item(stored), timestamp), outputs.items());
        // What themes told comes from there: to tell them again would have no end.
        if (after.getVector().isPresent() && !(command.getBody() instanceof JoinTheme)) {
            context.forward(new Record<>(VectorKeys.of(after), encoder.vector(stored), timestamp), outputs.vectors());
        }
        if (Labels.differ(keep.before(), after)) {
            context.forward(new Record<>(VectorKeys.of(after), labels.value(after), timestamp), outputs.labels());
        }
        byte[] change = encoder.change(
                keep.before() == null ? ChangeType.CREATED : ChangeType.UPDATED,
                after.getId(),
                after.getProject(),
                after.getRevision(),
                command.getAt().toEpochMilli(),
                command.getActor(),
                command.getReason(),
                before,
                stored);
        context.forward(new Record<>(id, change, timestamp), outputs.changes());
        tellWebhooks(
                keep.before() == null ? ChangeType.CREATED : ChangeType.UPDATED,
                id,
                after.getRevision(),
                command.getAt().toEpochMilli(),
                keep.before(),
                after,
                timestamp);
    }

    /** @param after null if the item is gone */
    private void tellWebhooks(
            ChangeType type,
            byte[] id,
            long revision,
            long at,
            @Nullable Feedback before,
            @Nullable Feedback after,
            long timestamp) {
        if (!webhooks.getAsBoolean()) {
            return;
        }
        Feedback item = Objects.requireNonNull(after == null ? before : after);
        String eventId = ChangeEncoder.eventId(item.getId(), revision);
        context.forward(
                new Record<>(
                        id,
                        new AppliedChange(type, eventId, item.getId(), item.getProject(), at, before, after),
                        timestamp),
                outputs.webhooks());
    }

    /** Returns a refusal that only the state can decide. */
    private Optional<CommandReading.Rejected> refusal(Decision.Keep keep, long now, Optional<Masking> masked) {
        Feedback after = keep.after();
        if (keep.before() == null) {
            Optional<Instant> cutoff = settings.cutoff(after.getProject(), now);
            if (cutoff.isPresent() && after.getCreatedAt().isBefore(cutoff.get())) {
                return Optional.of(new CommandReading.Rejected(
                        "older-than-retention",
                        "createdAt is before " + cutoff.get() + ", which the project keeps",
                        masked));
            }
        }
        if (keep.before() != null && store.exceedsSeries(after, mostSeries)) {
            return Optional.of(new CommandReading.Rejected(
                    "too-many-series",
                    "There are " + mostSeries
                            + " combinations of tag, plan and source already, and this would be one more; use"
                            + " names that there are: a tag is a feature or a topic, not a text or an id",
                    masked));
        }
        return Optional.empty();
    }

    private Optional<String> planOfAuthor(FeedbackCommand command) {
        return AccountDirectory.planOf(accounts, command.getProject(), ((Create) command.getBody()).getUserId());
    }

    /** Emits that an item is gone, without any of its content. */
    private void emitErased(ChangeType type, byte[] id, Feedback before, FeedbackCommand command, long timestamp) {
        emitErased(
                type, id, before, command.getAt().toEpochMilli(), command.getActor(), command.getReason(), timestamp);
    }

    private void emitErased(
            ChangeType type,
            byte[] id,
            Feedback before,
            long at,
            Optional<String> actor,
            Optional<String> reason,
            long timestamp) {
        context.forward(new Record<>(id, null, timestamp), outputs.items());
        if (before.getVector().isPresent()) {
            context.forward(new Record<>(VectorKeys.of(before), null, timestamp), outputs.vectors());
        }
        if (Labels.has(before)) {
            context.forward(new Record<>(VectorKeys.of(before), null, timestamp), outputs.labels());
        }
        byte[] change = encoder.change(
                type, before.getId(), before.getProject(), before.getRevision() + 1, at, actor, reason, null, null);
        context.forward(new Record<>(id, change, timestamp), outputs.changes());
        tellWebhooks(type, id, before.getRevision() + 1, at, before, null, timestamp);
    }

    private void passed(long offset, CommandOutcome outcome) {
        store.passed(offset, outcome);
        position.every(POSITION_INTERVAL);
    }

    private void logPosition(long now) {
        store.logPosition();
        position.stop();
    }

    private void expire(long now) {
        boolean more = false;
        try (var all = projects.all()) {
            while (all.hasNext()) {
                more |= expire(all.next().key, now);
            }
        }
        expiry.every(more ? RETENTION_STEP : RETENTION_INTERVAL);
    }

    /** @return whether there may be more */
    private boolean expire(String project, long now) {
        Optional<Instant> cutoff = settings.cutoff(project, now);
        if (cutoff.isEmpty()) {
            return false;
        }
        List<Feedback> expired = store.olderThan(project, cutoff.get().toEpochMilli(), EXPIRED_AT_ONCE);
        for (Feedback item : expired) {
            byte[] id = item.getId().getBytes(StandardCharsets.UTF_8);
            store.expire(id, item);
            emitErased(ChangeType.EXPIRED, id, item, now, Optional.of("retention"), Optional.empty(), now);
        }
        return expired.size() == EXPIRED_AT_ONCE;
    }

    /**
     * Returns bytes as the dead letters may keep them: a refused record can hold a card number as an item can. One that
     * was read and holds none keeps its bytes, since ids that look like cards in bytes would become one id.
     */
    private byte @Nullable [] masked(byte @Nullable [] bytes, CommandReading.Rejected rejected) {
        return bytes == null
                ? null
                : rejected.masking().map(masking -> masking.mask(bytes)).orElse(bytes);
    }

    private void reject(Record<byte[], byte[]> record, long offset, CommandReading.Rejected rejected) {
        Headers headers = new RecordHeaders();
        DeadLetterHeaders.describe(
                headers,
                rejected.reason(),
                rejected.detail(),
                Topics.FEEDBACK_COMMANDS.name(),
                context.taskId().partition(),
                offset);
        context.forward(
                new Record<>(
                        masked(record.key(), rejected), masked(record.value(), rejected), record.timestamp(), headers),
                outputs.deadLetters());
        passed(offset, CommandOutcome.REJECTED);
        refusals.count(rejected.reason());
    }
}
