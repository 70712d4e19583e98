package dev.loop.process;

import dev.loop.api.control.ControlWatch;
import dev.loop.broker.BrokerException;
import dev.loop.connectors.log.KafkaControlTable;
import dev.loop.connectors.log.UnreadableRecord;
import dev.loop.registry.EmbeddedSchemaRegistry;
import dev.loop.schemas.Topic;
import dev.loop.schemas.wire.WireSerdes;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** The basis of every role: Kafka with its topics, the schema registry, metrics, the clock. */
record Infrastructure(
        BackgroundStart background,
        KafkaConnection kafka,
        int partitions,
        EmbeddedSchemaRegistry registry,
        ControlWatch watch,
        PrometheusMeterRegistry meters,
        Clock clock,
        Closer closer) {

    private static final int MOST_NAMED = 20;

    private static final Duration TABLE_PATIENCE = Duration.ofSeconds(60);

    static Infrastructure prepare(UpOptions options, Closer closer) {
        BackgroundStart background = closer.register(BackgroundStart.start(options));
        KafkaConnection kafka = KafkaConnection.open(options, closer);
        int partitions = kafka.prepareTopics();
        EmbeddedSchemaRegistry registry = closer.register(EmbeddedSchemaRegistry.start(kafka.clientSettings()));
        WireSerdes.registerSchemas(registry);
        ControlWatch watch = closer.register(ControlWatch.start(kafka.clientSettings(), registry));
        refuseUnreadable(watch);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        closer.register(meters::close);
        return new Infrastructure(background, kafka, partitions, registry, watch, meters, Clock.systemUTC(), closer);
    }

    /**
     * Refuses to start with settings that cannot be read, before anything acts on settings or writes: an unreadable
     * setting is not one that was never made.
     */
    private static void refuseUnreadable(ControlWatch watch) {
        try {
            if (!watch.awaitReady(TABLE_PATIENCE)) {
                throw new BrokerException("Kafka did not let the control topics be read within "
                        + TABLE_PATIENCE.toSeconds() + " s; look at the broker's log");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while starting", e);
        }
        List<UnreadableRecord> unreadable = watch.unreadable();
        if (!unreadable.isEmpty()) {
            throw new BrokerException(unreadable.stream()
                            .limit(MOST_NAMED)
                            .map(UnreadableRecord::words)
                            .collect(Collectors.joining("\n"))
                    + (unreadable.size() > MOST_NAMED ? "\nand " + (unreadable.size() - MOST_NAMED) + " more." : "")
                    + "\nLoop does not start, so that nothing is written over it. "
                    + unreadable.stream()
                            .map(UnreadableRecord::remedy)
                            .distinct()
                            .collect(Collectors.joining(" ")));
        }
    }

    /** Returns a control table that begins to read; nobody waits for it yet. */
    <V extends SpecificRecord> KafkaControlTable<V> table(Topic<V> topic) {
        return table(topic, WireSerdes.of(topic, registry));
    }

    <V extends SpecificRecord> KafkaControlTable<V> table(Topic<V> topic, Serde<V> serde) {
        return closer.register(new KafkaControlTable<>(kafka.clientSettings(), topic, serde));
    }

    <V extends SpecificRecord> Serializer<V> serializer(Topic<V> topic) {
        return WireSerdes.of(topic, registry).serializer();
    }

    static void awaitReady(KafkaControlTable<?> table, Topic<?> topic) {
        try {
            if (!table.awaitReady(TABLE_PATIENCE)) {
                throw new BrokerException("Kafka did not let the topic " + topic.name() + " be read within "
                        + TABLE_PATIENCE.toSeconds() + " s; look at the broker's log");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while starting", e);
        }
    }
}
