#!/usr/bin/env bash
#
# Kafka deletes records half a minute after it acknowledged them, if their timestamps are old.
#
# Version: org.apache.kafka:kafka_2.13 4.3.1 (Maven Central), a broker with its defaults. Takes
# about 40 seconds.
#
# Behaviour: a topic keeps records for seven days by default, counted from the timestamp that the
# producer wrote. A file of last month that is produced with its own times is acknowledged by all
# replicas, and is deleted at the next look of the broker (30 s after its start, then every five
# minutes). The segment that is being written to is not spared: it is closed and deleted, and the
# earliest offset jumps to the end.
#
# Output seen:
#     acknowledged: 100
#     left within a minute: 0
#
# Why one would not expect it: "seven days" reads as seven days in the topic, and the active segment
# is said to be kept. No client and no broker reports an error, and a consumer that was fast enough
# has seen everything, which makes it look like a fault of the slow one.
#
# Who meets it: imports of history into Kafka Streams, whose repartition topics and windowed
# changelogs carry the time of the event, and mirrors that keep timestamps.
# message.timestamp.type=LogAppendTime or retention.ms=-1 on such topics prevents it.
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
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.DynamicVoters;
import org.apache.kafka.server.common.Feature;

public class Finding {
    public static void main(String[] args) throws Exception {
        int port = freePort();
        KafkaRaftServer broker = startBroker(port);
        Map<String, Object> config = Map.of("bootstrap.servers", "127.0.0.1:" + port, "acks", "all");
        long lastMonth = Instant.now().minus(Duration.ofDays(30)).toEpochMilli();
        try (Admin admin = Admin.create(config);
                var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("old", 1, (short) 1), new NewTopic("new", 1, (short) 1))).all().get();
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>("old", 0, lastMonth, "key", "value")).get();
                producer.send(new ProducerRecord<>("new", 0, null, "key", "value")).get();
            }
            System.out.println("acknowledged: 100 of last month, 100 of now");
            Instant end = Instant.now().plusSeconds(60);
            while (left(admin, "old") > 0 && Instant.now().isBefore(end)) {
                Thread.sleep(500);
            }
            System.out.println("left within a minute: " + left(admin, "old") + " of last month, " + left(admin, "new") + " of now");
        }
        broker.shutdown();
        broker.awaitShutdown();
        System.exit(0);
    }

    static long left(Admin admin, String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return offset(admin, partition, OffsetSpec.latest()) - offset(admin, partition, OffsetSpec.earliest());
    }

    static long offset(Admin admin, TopicPartition partition, OffsetSpec which) throws Exception {
        return admin.listOffsets(Map.of(partition, which)).partitionResult(partition).get().offset();
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
acknowledged: 100 of last month, 100 of now
left within a minute: 0 of last month, 100 of now
END

java -cp "$(cat classpath.txt)" Finding.java 2> log.txt > seen.txt || { tail -20 log.txt >&2; exit 1; }

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
