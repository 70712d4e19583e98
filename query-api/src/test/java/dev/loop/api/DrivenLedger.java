package dev.loop.api;

import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.Place;
import dev.loop.question.Ask;
import dev.loop.question.Partitions;
import dev.loop.question.Questions;
import dev.loop.question.StoreQuestions;
import dev.loop.question.Terms;
import dev.loop.question.Told;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.FeedbackTopology;
import dev.loop.topology.TopologyParts;
import dev.loop.topology.account.AccountDirectory;
import dev.loop.topology.run.StreamsSettings;
import dev.loop.topology.store.FeedbackStore;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.store.StoreMemory;
import dev.loop.topology.store.StoreNames;
import dev.loop.topology.webhook.DeliveryView;
import dev.loop.topology.webhook.WebhookSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

/** The real ledger and its stores on Kafka Streams' test driver: one partition, applied as soon as appended. */
final class DrivenLedger implements CommandLog {

    private final StoreMemory memory = new StoreMemory(4 << 20, 16 << 20, 1 << 20);
    private final Instant now;
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, FeedbackCommand> commands;
    private final TestInputTopic<String, Account> accountTopic;
    private final Serde<Account> accounts;
    private final TestOutputTopic<String, FeedbackChange> changes;
    private long offset;

    /** @param now the time that the broker gives all records */
    DrivenLedger(Path directory, Instant now) {
        this.now = now;
        SchemaRegistryClient registry = new InMemorySchemaRegistry();
        Properties config = new StreamsSettings(
                        "127.0.0.1:1",
                        StreamsSettings.APPLICATION,
                        directory,
                        1,
                        Duration.ofMillis(30),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        0,
                        Map.of())
                .properties();
        driver = new TopologyTestDriver(
                new FeedbackTopology(TopologyParts.of(registry, memory, 1, WebhookSettings.defaults())).build(config),
                config,
                now);
        accounts = WireSerdes.of(Topics.ACCOUNTS, registry);
        accountTopic = driver.createInputTopic(Topics.ACCOUNTS.name(), new StringSerializer(), accounts.serializer());
        changes = driver.createOutputTopic(
                Topics.FEEDBACK_EVENTS.name(),
                new StringDeserializer(),
                WireSerdes.of(Topics.FEEDBACK_EVENTS, registry).deserializer());
        commands = driver.createInputTopic(
                Topics.FEEDBACK_COMMANDS.name(),
                new StringSerializer(),
                WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry).serializer());
    }

    @Override
    public synchronized CompletableFuture<Place> append(FeedbackCommand command) {
        commands.pipeInput(command.getId(), command, now);
        return CompletableFuture.completedFuture(new Place(0, offset++));
    }

    synchronized CompletableFuture<?> put(Account account) {
        accountTopic.pipeInput(account.getProject() + "/" + account.getId(), account, now);
        return CompletableFuture.completedFuture(null);
    }

    /** Returns the changes since the last call, as the topic of events has them. */
    synchronized List<FeedbackChange> changes() {
        return changes.readValuesToList();
    }

    Questions questions() {
        return new StoreQuestions(new OnePartition(), none -> Map.of());
    }

    @Override
    public void close() {
        driver.close();
        memory.close();
    }

    private final class OnePartition implements Partitions, Ask.Copy {

        @Override
        public int count() {
            return 1;
        }

        @Override
        public int of(String id) {
            return 0;
        }

        @Override
        public <T> Map<Integer, Told<T>> ask(Map<Integer, Ask<T>> asks, Terms terms) {
            Map<Integer, Told<T>> told = new TreeMap<>();
            asks.forEach((partition, ask) ->
                    told.put(partition, new Told<>(ask.answer(this, terms.allowance()), false)));
            return told;
        }

        @Override
        public FeedbackView feedback() {
            return ((FeedbackStore) driver.getStateStore(StoreNames.FEEDBACK)).view();
        }

        @Override
        public DeliveryView deliveries() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Account> account(String project, String id) {
            return AccountDirectory.find(accountStore(), accounts, project, id);
        }

        @Override
        public Optional<String> planOf(String project, String user) {
            return AccountDirectory.planOf(accountStore(), project, user);
        }

        @Override
        public List<Account> accounts(String project, String after, int limit) {
            return AccountDirectory.list(accountStore(), accounts, project, after, limit);
        }

        private KeyValueStore<Bytes, byte[]> accountStore() {
            return driver.getKeyValueStore(StoreNames.ACCOUNTS);
        }

        @Override
        public void close() {}
    }
}
