package dev.loop.connectors.analyst;

import dev.loop.connectors.log.KafkaCommandLog;
import dev.loop.schemas.Topics;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges items whose sentiment nobody said: reads {@code feedback-events}, has each new message read by the encoder or by
 * a language model, and writes what the model says to {@code feedback-commands}. Where it has caught up with these, it reads the messages of
 * all other items for language and meaning. Any number of copies share the partitions. Items wait for
 * nothing: until they are judged they have the rules' label.
 */
public final class Analyst implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Analyst.class);

    private static final int MOST_POLLED = 64;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    /** The time that a search waits while the encoder reads messages; a long one takes it seconds. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(3);

    private final Optional<EncoderProcess> encoder;
    private final Optional<LlmJudge> llm;
    private final KafkaCommandLog commands;
    private final List<AnalystLoop> loops;
    private final List<Thread> threads = new ArrayList<>();

    private Analyst(
            Optional<EncoderProcess> encoder,
            Optional<LlmJudge> llm,
            KafkaCommandLog commands,
            List<AnalystLoop> loops) {
        this.encoder = encoder;
        this.llm = llm;
        this.commands = commands;
        this.loops = loops;
        for (AnalystLoop loop : loops) {
            Thread thread = new Thread(loop, "analyst-" + loop.name());
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    /**
     * Starts an analyst and returns at once; it waits for a cluster that does not answer, and for its encoder.
     *
     * @param program empty if a language model judges alone
     * @param llm judges before the encoder does; closed with this
     * @param models what judges in a project
     * @throws IllegalStateException where the encoder was never fetched; the message says what to do
     */
    public static Analyst start(
            AnalystSettings settings,
            Optional<EncoderProgram> program,
            Optional<LlmJudge> llm,
            Function<String, SentimentModel> models,
            RulesNumbers rules,
            SchemaRegistryClient registry,
            MeterRegistry registryOfMeters,
            Clock clock) {
        AnalystMeters meters = new AnalystMeters(registryOfMeters);
        Optional<EncoderProcess> encoder = program.map(
                one -> EncoderProcess.start(one, settings.languages(), settings.files(), meters::restarted));
        KafkaCommandLog commands = new KafkaCommandLog(
                settings.connection(),
                WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry).serializer());
        SecondOpinion opinion = new SecondOpinion(models, rules);
        AnalystLoop judging = new AnalystLoop(
                ReadingTask.JUDGE,
                () -> true,
                () -> consumer(settings.connection(), AnalystSettings.GROUP),
                WireSerdes.of(Topics.FEEDBACK_EVENTS, registry).deserializer(),
                encoder.map(one -> one),
                llm,
                opinion,
                commands,
                meters,
                clock);
        List<AnalystLoop> loops = new ArrayList<>(List.of(judging));
        encoder.ifPresent(one -> loops.add(new AnalystLoop(
                ReadingTask.UNDERSTAND,
                // An import of a million items with sentiments must not keep new ones from being judged.
                judging::caughtUp,
                () -> consumer(settings.connection(), AnalystSettings.MEANING_GROUP),
                WireSerdes.of(Topics.FEEDBACK_EVENTS, registry).deserializer(),
                Optional.of(one),
                Optional.empty(),
                opinion,
                commands,
                meters,
                clock)));
        Analyst analyst = new Analyst(encoder, llm, commands, loops);
        analyst.threads.forEach(Thread::start);
        LOG.info(
                "The analyst judges with {}rules {}, among the languages {}",
                llm.map(judge -> judge.version() + ", ").orElse(""),
                rules.version(),
                String.join(", ", settings.languages()));
        return analyst;
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> connection, String group) {
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_POLLED);
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Returns whether changes are read, and the encoder answers. */
    public boolean healthy() {
        return threads.stream().allMatch(Thread::isAlive)
                && loops.stream().allMatch(AnalystLoop::healthy)
                && encoder.map(EncoderProcess::ready).orElse(true);
    }

    /** Returns whether the language model answers, as far as is known; empty if there is none. */
    public Optional<Boolean> llmReady() {
        return llm.map(LlmJudge::ready);
    }

    /** Returns whether there is an encoder. */
    public boolean encodes() {
        return encoder.isPresent();
    }

    /**
     * Returns the vector of a text, as that of a message; empty if the encoder knows no word of it.
     *
     * @throws EncoderDownException if it does not answer soon; the message says why
     */
    public Optional<ByteBuffer> meaning(String text) {
        TextEncoder soon = encoder.orElseThrow(() -> new IllegalStateException("There is no encoder."))
                .within(LONGEST_TURN);
        return Meanings.vector(soon.encode(Meanings.words(text)));
    }

    /** Returns the id of the process that encodes; empty while there is none. */
    public OptionalLong encoder() {
        return encoder.map(EncoderProcess::pid).orElse(OptionalLong.empty());
    }

    /** Commits what was judged, and stops. */
    @Override
    public void close() {
        loops.forEach(AnalystLoop::stop);
        // What it has not answered is not judged by others: the next start asks again.
        llm.ifPresent(LlmJudge::close);
        try {
            for (Thread thread : threads) {
                thread.join(LONGEST_STOP.toMillis());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        encoder.ifPresent(EncoderProcess::close);
        commands.close();
        LOG.info("The analyst is stopped");
    }
}
