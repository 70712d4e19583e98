#!/usr/bin/env bash
#
# The Python client of Kafka puts a key into another partition than the Java client does.
#
# Versions: confluent-kafka 2.16.1 (PyPI) with its own mock broker, org.apache.kafka:kafka-clients
# 4.3.1 (Maven Central).
#
# Behaviour: with their defaults, both pick the partition by a hash of the key, Java by murmur2,
# librdkafka (under confluent-kafka for Python, Go, .NET and Node) by CRC32. Of eight keys and four
# partitions, two agree by chance. The setting partitioner=murmur2_random makes librdkafka do as
# Java.
#
# Output seen:
#     key: python default, python murmur2_random, java
#     u_1: 0 3 3
#     u_2: 2 0 0
#
# Why one would not expect it: "records of one key are in one partition" is taken for a property of
# Kafka; it is one of each client. Both clients keep order by themselves, and everything works while
# only one language writes.
#
# Who meets it: Kafka Streams joins of a topic from Python with one from Java, which silently find
# no partner for most keys; queryMetadataForKey, which names the wrong instance; compaction, which
# keeps two records of one key.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check confluent-kafka==2.16.1 >&2

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-clients</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > finding.py <<'END'
import sys
from confluent_kafka import Producer

def partitions(**config):
    producer = Producer({"bootstrap.servers": "", "test.mock.num.brokers": 1, **config})
    found = {}
    for key in sys.argv[1:]:
        producer.produce("feedback", key=key, value="v",
                         on_delivery=lambda error, message: found.update({message.key().decode(): message.partition()}))
    producer.flush(30)
    return found

default = partitions()
murmur2 = partitions(partitioner="murmur2_random")
for key in sys.argv[1:]:
    print(f"{key}: {default[key]} {murmur2[key]}")
END

cat > Finding.java <<'END'
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

public class Finding {
    public static void main(String[] keys) {
        for (String key : keys) {
            // What the producer calls for a record with a key. The mock broker's topics have four partitions.
            System.out.println(BuiltInPartitioner.partitionForKey(key.getBytes(), 4));
        }
    }
}
END

cat > expected.txt <<'END'
key: python default, python murmur2_random, java
u_1: 0 3 3
u_2: 2 0 0
u_3: 0 3 3
u_4: 3 3 3
u_5: 1 3 3
u_6: 3 3 3
u_7: 1 0 0
u_8: 0 2 2
END

keys="u_1 u_2 u_3 u_4 u_5 u_6 u_7 u_8"
python/bin/python finding.py $keys 2> log.txt > python.txt
java -cp "$(cat classpath.txt)" Finding.java $keys > java.txt
{
  echo "key: python default, python murmur2_random, java"
  paste -d ' ' python.txt java.txt
} > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
