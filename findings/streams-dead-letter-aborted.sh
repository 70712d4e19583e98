#!/usr/bin/env bash
#
# Kafka Streams loses the dead letter of a record that stops the application, if it processes
# exactly once.
#
# Version: org.apache.kafka:kafka-streams 4.3.1 and kafka_2.13 4.3.1 (Maven Central).
#
# Behaviour: a ProcessingExceptionHandler may answer Response.fail(deadLetters): write these
# records, then stop. With at_least_once the dead letter is in its topic. With exactly_once_v2 it is
# written within the transaction that the failure then aborts, so that it is in the topic for
# nobody. After a restart the same record fails again, and again leaves nothing.
# Response.resume(deadLetters) works with both.
#
# Output seen:
#     at_least_once: 1 dead letter
#     exactly_once_v2: 0 dead letters
#
# Why one would not expect it: fail takes a list of dead letters for this very purpose, and a dead
# letter matters most where the application stops. Changing the guarantee to the stronger one takes
# the record away.
#
# Who meets it: operators who look into the dead-letter topic for what stopped the application, and
# find it empty.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-streams</artifactId><version>4.3.1</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.DynamicVoters;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.Record;

public class Finding {
    public static class StopsWithDeadLetter implements ProcessingExceptionHandler {
        @Override
        public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
            String topic = "dead-letters-" + context.topic();
            return Response.fail(List.of(new ProducerRecord<>(topic, context.sourceRawKey(), context.sourceRawValue())));
        }

        @Override
        public void configure(Map<String, ?> config) {}
    }

    public static void main(String[] args) throws Exception {
        int port = freePort();
        KafkaRaftServer broker = startBroker(port);
        Map<String, Object> config = Map.of("bootstrap.servers", "127.0.0.1:" + port);
        for (String guarantee : new String[] {"at_least_once", "exactly_once_v2"}) {
            try (Admin admin = Admin.create(config)) {
                admin.createTopics(List.of(new NewTopic(guarantee, 1, (short) 1),
                        new NewTopic("dead-letters-" + guarantee, 1, (short) 1))).all().get();
            }
            try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
                producer.send(new ProducerRecord<>(guarantee, "key", "poison")).get();
            }
            boolean stopped = process(config, guarantee);
            System.out.println(guarantee + ": stopped " + stopped + ", dead letters "
                    + committed(config, "dead-letters-" + guarantee));
        }
        broker.shutdown();
        broker.awaitShutdown();
        System.exit(0);
    }

    static boolean process(Map<String, Object> connection, String guarantee) throws Exception {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(guarantee, Consumed.with(Serdes.String(), Serdes.String())).foreach((key, value) -> {
            throw new IllegalStateException("cannot be processed");
        });
        Properties config = new Properties();
        config.putAll(connection);
        config.putAll(Map.of("application.id", "finding-" + guarantee, "state.dir", "state", "processing.guarantee", guarantee,
                "processing.exception.handler", StopsWithDeadLetter.class, "auto.offset.reset", "earliest"));
        CountDownLatch failed = new CountDownLatch(1);
        try (KafkaStreams streams = new KafkaStreams(builder.build(), config)) {
            streams.setUncaughtExceptionHandler(exception -> {
                failed.countDown();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            return failed.await(60, TimeUnit.SECONDS);
        }
    }

    static int committed(Map<String, Object> connection, String topic) {
        Properties config = new Properties();
        config.putAll(connection);
        config.put("isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            int count = 0;
            for (int i = 0; i < 10; i++) {
                count += consumer.poll(Duration.ofMillis(300)).count();
            }
            return count;
        }
    }

    /** A broker of this process, with the defaults of Kafka but for what a single one needs. */
    static KafkaRaftServer startBroker(int port) throws Exception {
        String directory = Path.of("kafka").toAbsolutePath().toString();
        new Formatter().setPrintStream(System.err).setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setNodeId(1).setClusterId(Uuid.randomUuid().toString()).setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory).setDirectories(List.of(directory)).setHasDynamicQuorum(true)
                .setInitialControllers(DynamicVoters.parse("1@127.0.0.1:0:" + Uuid.randomUuid())).run();
        Properties config = new Properties();
        config.putAll(Map.of(
                "node.id", "1", "process.roles", "broker,controller", "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:0",
                "controller.quorum.bootstrap.servers", "127.0.0.1:0", "log.dirs", directory,
                "offsets.topic.replication.factor", "1", "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1"));
        KafkaRaftServer broker = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
        broker.startup();
        return broker;
    }

    static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
END

cat > expected.txt <<'END'
at_least_once: stopped true, dead letters 1
exactly_once_v2: stopped true, dead letters 0
END

java -cp "$(cat classpath.txt)" Finding.java 2> log.txt > seen.txt || { tail -20 log.txt >&2; exit 1; }

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
