#!/usr/bin/env bash
#
# The JDBC sink of Debezium stores another moment than the record has, by the time zone of the JVM.
#
# Versions: io.debezium:debezium-connector-jdbc 3.6.0.Final, org.apache.kafka:connect-runtime 4.3.1,
# io.zonky.test:embedded-postgres 2.2.2 (Maven Central).
#
# Behaviour: a field of Connect's own logical type Timestamp, which is a moment (milliseconds since
# 1970 in UTC), is handed to PostgreSQL as a local time without a zone. In a column of the type
# TIMESTAMPTZ the database reads it in the zone of the session, which the driver sets to the zone of
# the JVM. A worker in Asia/Kolkata stores every moment 5 h 30 min too early. A field of the type
# io.debezium.time.ZonedTimestamp beside it is stored right.
#
# Output seen, for 2026-06-19T14:02:11Z:
#     UTC: Timestamp 2026-06-19 14:02:11+00, ZonedTimestamp 2026-06-19 14:02:11+00
#     Asia/Kolkata: Timestamp 2026-06-19 08:32:11+00, ZonedTimestamp 2026-06-19 14:02:11+00
#
# Why one would not expect it: the record has a moment, the column has moments, and nothing between
# them needs a zone. Containers run in UTC, so that tests pass; the laptop or the server with a zone
# of its own is hours off.
#
# Who meets it: sinks of Avro topics (timestamp-millis becomes Timestamp) into tables that were made
# with TIMESTAMPTZ.
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
    <dependency><groupId>io.zonky.test</groupId><artifactId>embedded-postgres</artifactId><version>2.2.2</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>connect-runtime</artifactId><version>4.3.1</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=io.debezium:debezium-connector-jdbc:3.6.0.Final:tar.gz:plugin -DoutputDirectory=. >&2
tar xzf debezium-connector-jdbc-3.6.0.Final-plugin.tar.gz
# Connect gives these itself.
rm debezium-connector-jdbc/{slf4j-api,kafka-clients,connect-api}-*.jar

cat > Finding.java <<'END'
import io.debezium.connector.jdbc.JdbcSinkConnectorTask;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

public class Finding {
    public static void main(String[] args) throws Exception {
        try (EmbeddedPostgres database = EmbeddedPostgres.builder().setOverrideWorkingDirectory(new File("postgres")).start();
                var connection = database.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE feedback (plain TIMESTAMPTZ, zoned TIMESTAMPTZ)");
            sink(database.getJdbcUrl("postgres", "postgres"));
            statement.execute("SET TIME ZONE 'UTC'");
            var row = statement.executeQuery("SELECT plain::text, zoned::text FROM feedback");
            row.next();
            System.out.printf("%s: Timestamp %s, ZonedTimestamp %s%n",
                    TimeZone.getDefault().getID(), row.getString(1), row.getString(2));
        }
        System.exit(0);
    }

    static void sink(String url) {
        Instant at = Instant.parse("2026-06-19T14:02:11Z");
        Schema zoned = SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").build();
        Schema schema = SchemaBuilder.struct().name("feedback").field("plain", Timestamp.SCHEMA).field("zoned", zoned).build();
        Struct value = new Struct(schema).put("plain", Date.from(at)).put("zoned", at.toString());
        // All that the task asks for is which partitions it has.
        SinkTaskContext context = (SinkTaskContext) Proxy.newProxyInstance(Finding.class.getClassLoader(),
                new Class<?>[] {SinkTaskContext.class}, (proxy, method, arguments) ->
                        method.getName().equals("assignment") ? Set.of(new TopicPartition("feedback", 0)) : null);
        JdbcSinkConnectorTask task = new JdbcSinkConnectorTask();
        task.initialize(context);
        task.start(Map.of("name", "finding", "connection.url", url, "connection.username", "postgres",
                "connection.password", "postgres", "collection.name.format", "feedback"));
        task.put(List.of(new SinkRecord("feedback", 0, null, null, schema, value, 0)));
        task.stop();
    }
}
END

cat > expected.txt <<'END'
UTC: Timestamp 2026-06-19 14:02:11+00, ZonedTimestamp 2026-06-19 14:02:11+00
Asia/Kolkata: Timestamp 2026-06-19 08:32:11+00, ZonedTimestamp 2026-06-19 14:02:11+00
END

for zone in UTC Asia/Kolkata; do
  java -Duser.timezone="$zone" -cp "$(cat classpath.txt):debezium-connector-jdbc/*" Finding.java 2> log.txt \
    || { tail -20 log.txt >&2; exit 1; }
done > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
