#!/usr/bin/env bash
#
# Kafka Streams says that a RocksDB store is empty while it holds a thousand entries.
#
# Version: org.apache.kafka:kafka-streams 4.3.1 with RocksDB (Maven Central), by TopologyTestDriver.
#
# Behaviour: approximateNumEntries() counts writes, not keys: a thousand updates of one key are a
# thousand entries. Each deletion takes one off, also of a key that was never there. Tombstones for
# unknown keys so bring the figure to 0. It becomes better only when RocksDB writes and compacts its
# files, which for a small store may be never.
#
# Output seen:
#     1 key, updated 1000 times: says 1000
#     1001 keys: says 2000
#     1001 keys, and 3000 deletions of unknown keys: says 0
#
# Why one would not expect it: "approximate" suggests an error of some percent. The in-memory store
# counts exactly, so that a test with it passes.
#
# Who meets it: metrics, health checks ("the store is empty, the restore failed") and dashboards
# that show the number of items.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-streams-test-utils</artifactId><version>4.3.1</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.Stores;

public class Finding {
    public static void main(String[] args) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.table("items", Consumed.with(Serdes.String(), Serdes.String()),
                Materialized.<String, String>as(Stores.persistentKeyValueStore("items")).withCachingDisabled());
        Properties config = new Properties();
        config.put("application.id", "finding");
        config.put("state.dir", "state");
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), config)) {
            var items = driver.createInputTopic("items", new StringSerializer(), new StringSerializer());
            for (int i = 0; i < 1000; i++) {
                items.pipeInput("one key", "value " + i);
            }
            show("1 key, updated 1000 times", driver);
            for (int i = 0; i < 1000; i++) {
                items.pipeInput("key " + i, "value");
            }
            show("1000 more keys", driver);
            for (int i = 0; i < 3000; i++) {
                items.pipeInput("unknown " + i, (String) null);
            }
            show("3000 deletions of unknown keys", driver);
        }
    }

    static void show(String what, TopologyTestDriver driver) {
        var store = driver.getTimestampedKeyValueStore("items");
        int entries = 0;
        try (var all = store.all()) {
            for (; all.hasNext(); all.next()) {
                entries++;
            }
        }
        System.out.println(what + ": has " + entries + ", says " + store.approximateNumEntries());
    }
}
END

cat > expected.txt <<'END'
1 key, updated 1000 times: has 1, says 1000
1000 more keys: has 1001, says 2000
3000 deletions of unknown keys: has 1001, says 0
END

java -cp "$(cat classpath.txt)" Finding.java > seen.txt 2> log.txt || { cat log.txt >&2; exit 1; }

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
