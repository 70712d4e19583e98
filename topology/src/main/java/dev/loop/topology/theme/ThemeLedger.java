package dev.loop.topology.theme;

import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JoinTheme;
import dev.loop.schemas.avro.ReadVector;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.avro.ThemeCommand;
import dev.loop.schemas.event.ThemeEvents;
import dev.loop.schemas.intake.BatchMarks;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.schemas.item.ThemeId;
import dev.loop.schemas.text.TextRules;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnreadableRecordException;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.commit.Pulse;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.store.StoreNames;
import dev.loop.topology.theme.ThemeKeys.Kind;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import dev.loop.topology.webhook.fanout.ProjectEventFanout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of themes: puts each item with a vector into a theme of its project, and does what people wish of themes.
 * All of a project is in one partition, so that one task sees its items in one order.
 *
 * <p>Invariant: the themes follow from the records in their order. Readers outside learn of changes once a second at
 * most, so that a theme that takes a thousand items in that time is written once; which of them wait for that is kept
 * with the themes.
 */
public final class ThemeLedger implements Processor<byte[], byte[], byte[], byte[]> {

    /** The nodes that the ledger forwards to. */
    public record Outputs(String themes, String events, String commands, String items, String deadLetters) {}

    /** How often readers outside learn of changes. */
    static final Duration TOLD_EVERY = Duration.ofSeconds(1);

    /** The limit of projects in memory, each with some megabytes; others are read from the store when they come. */
    private static final int MOST_IN_MEMORY = 32;

    private static final String ACTOR = "themes";

    private final SchemaRegistryClient registry;
    private final Outputs outputs;
    private final EndpointDirectory endpoints;
    private final RefusalCounts refusals;
    private final Map<String, ProjectThemes> projects = new LinkedHashMap<>(16, 0.75f, true);
    private ProcessorContext<byte[], byte[]> context;
    private Deserializer<Feedback> items;
    private Deserializer<ThemeCommand> commands;
    private Serializer<Theme> writer;
    private Serializer<FeedbackCommand> joins;
    private ProjectEventFanout fanout;
    private KeyValueStore<Bytes, byte[]> themes;
    private KeyValueStore<Bytes, byte[]> members;
    private Pulse telling;
    private long now;

    public ThemeLedger(
            SchemaRegistryClient registry, Outputs outputs, EndpointDirectory endpoints, RefusalCounts refusals) {
        this.registry = registry;
        this.outputs = outputs;
        this.endpoints = endpoints;
        this.refusals = refusals;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        // A task that begins again after a failed transaction keeps its processor, and must not keep what was not
        // committed.
        projects.clear();
        this.items = WireSerdes.of(Topics.FEEDBACK_VECTORS, registry).deserializer();
        this.commands = WireSerdes.of(Topics.THEME_COMMANDS, registry).deserializer();
        this.writer = WireSerdes.of(Topics.THEMES, registry).serializer();
        this.joins = WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry).serializer();
        this.fanout = new ProjectEventFanout(registry, endpoints, outputs.events(), outputs.commands());
        this.themes = context.getStateStore(StoreNames.THEMES);
        this.members = context.getStateStore(StoreNames.THEME_MEMBERS);
        try (KeyValueIterator<Bytes, byte[]> rows =
                themes.range(ThemeKeys.first(Kind.THEME), ThemeKeys.end(Kind.THEME))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                if (!ThemeCodec.told(row.value)) {
                    project(ThemeKeys.projectOf(row.key));
                }
            }
        }
        this.telling = new Pulse(context, time -> tellAll());
        if (!projects.isEmpty()) {
            telling.every(TOLD_EVERY);
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        now = record.timestamp();
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        try {
            if (metadata.topic().equals(Topics.FEEDBACK_VECTORS.name())) {
                take(record, metadata);
            } else if (record.value() != null) {
                obey(commands.deserialize(metadata.topic(), record.value()), metadata.offset());
            }
        } catch (UnreadableRecordException unreadable) {
            reject(record, metadata, String.valueOf(unreadable.getMessage()));
        }
    }

    private void take(Record<byte[], byte[]> record, RecordMetadata metadata) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        int slash = key.lastIndexOf('/');
        if (slash <= 0) {
            reject(record, metadata, "The key " + TextRules.quote(key) + " is not project/id");
            return;
        }
        @Nullable
        Feedback item =
                record.value() == null ? null : items.deserialize(Topics.FEEDBACK_VECTORS.name(), record.value());
        Optional<Member> member = Optional.ofNullable(item).flatMap(ThemeLedger::member);
        ProjectThemes project = project(key.substring(0, slash));
        project.take(key.substring(slash + 1), member, item != null && !BatchMarks.isBackfill(item));
        if (project.hasUntold()) {
            telling.every(TOLD_EVERY);
        }
    }

    static Optional<Member> member(Feedback item) {
        return item.getVector()
                .filter(bytes -> bytes.remaining() == Direction.WIDTH)
                .map(bytes -> {
                    byte[] vector = new byte[Direction.WIDTH];
                    bytes.duplicate().get(vector);
                    return Member.of(item, vector);
                });
    }

    private void obey(ThemeCommand command, long offset) {
        Optional<Long> theme = ThemeId.number(command.getTheme());
        if (theme.isPresent()) {
            ProjectThemes project = project(command.getProject());
            project.obey(command, theme.get(), command.getMergeInto().flatMap(ThemeId::number), offset);
            tell(command.getProject(), project);
        }
    }

    private ProjectThemes project(String name) {
        ProjectThemes known = projects.get(name);
        if (known != null) {
            return known;
        }
        var read = new ProjectThemes(themes, members, name, outlet());
        projects.put(name, read);
        Iterator<ProjectThemes> oldest = projects.values().iterator();
        while (projects.size() > MOST_IN_MEMORY && oldest.hasNext()) {
            // What is not told yet has to stay until it is.
            if (!oldest.next().hasUntold()) {
                oldest.remove();
            }
        }
        return read;
    }

    private void tellAll() {
        projects.forEach(this::tell);
        telling.stop();
    }

    private void tell(String name, ProjectThemes project) {
        for (ThemeState theme : project.tell()) {
            forward(name, theme.cluster.id, theme.shown ? ThemeRecords.of(name, theme) : null);
        }
    }

    private ProjectThemes.Outlet outlet() {
        return new ProjectThemes.Outlet() {
            @Override
            public void merged(String project, ThemeState from, long into) {
                forward(project, from.cluster.id, ThemeRecords.merged(project, from, into));
            }

            @Override
            public void gone(String project, long theme) {
                forward(project, theme, null);
            }

            @Override
            public void grew(String project, ThemeState theme) {
                fanout.tell(
                        context,
                        project,
                        ThemeEvents.grew(ThemeRecords.of(project, theme), ProjectThemes.GROWN_ITEMS, now),
                        any -> true,
                        now);
            }

            @Override
            public void joined(String project, String item, byte[] vector, long theme) {
                var join = new JoinTheme(
                        new ReadVector(MeaningVector.hash(ByteBuffer.wrap(vector))),
                        theme == Member.NOWHERE ? null : ThemeId.of(theme));
                var command = new FeedbackCommand(item, project, Instant.ofEpochMilli(now), ACTOR, null, join);
                context.forward(
                        new Record<>(
                                item.getBytes(StandardCharsets.UTF_8),
                                joins.serialize(Topics.FEEDBACK_COMMANDS.name(), command),
                                now),
                        outputs.items());
            }
        };
    }

    private void forward(String project, long theme, @Nullable Theme record) {
        byte[] key = (project + "/" + ThemeId.of(theme)).getBytes(StandardCharsets.UTF_8);
        byte @Nullable [] value = record == null ? null : writer.serialize(Topics.THEMES.name(), record);
        context.forward(new Record<>(key, value, context.currentSystemTimeMs()), outputs.themes());
    }

    private void reject(Record<byte[], byte[]> record, RecordMetadata metadata, String detail) {
        Headers headers = new RecordHeaders();
        DeadLetterHeaders.describe(
                headers, "unreadable", detail, metadata.topic(), metadata.partition(), metadata.offset());
        context.forward(new Record<>(record.key(), record.value(), record.timestamp(), headers), outputs.deadLetters());
        refusals.count("unreadable");
    }
}
