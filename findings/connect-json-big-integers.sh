#!/usr/bin/env bash
#
# Kafka Connect's JsonConverter turns large integers of JSON into other numbers.
#
# Version: org.apache.kafka:connect-json 4.3.1 (Maven Central).
#
# Behaviour: with schemas.enable=false every integer of JSON becomes a 64-bit one. What does not fit
# is cut to its lowest 64 bits, without an error or a warning: 18446744073709551615 becomes -1, and
# two ids can become one.
#
# Output seen:
#     {"id":9223372036854775807} -> {"id":9223372036854775807}
#     {"id":9223372036854775808} -> {"id":-9223372036854775808}
#     {"id":18446744073709551615} -> {"id":-1}
#
# Why one would not expect it: Connect has a Decimal type, an error tolerance and dead-letter topics
# for what a converter cannot represent. A wrong value passes all of them.
#
# Who meets it: sinks of topics in plain JSON whose ids are unsigned 64-bit numbers: hashes, span
# ids, some snowflakes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>connect-json</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;

public class Finding {
    public static void main(String[] args) {
        JsonConverter converter = new JsonConverter();
        converter.configure(Map.of("schemas.enable", "false"), false);
        for (String id : new String[] {"9223372036854775807", "9223372036854775808", "18446744073709551615"}) {
            String json = "{\"id\":" + id + "}";
            Object value = converter.toConnectData("topic", json.getBytes(UTF_8)).value();
            System.out.println(json + " -> " + new String(converter.fromConnectData("topic", null, value), UTF_8));
        }
    }
}
END

cat > expected.txt <<'END'
{"id":9223372036854775807} -> {"id":9223372036854775807}
{"id":9223372036854775808} -> {"id":-9223372036854775808}
{"id":18446744073709551615} -> {"id":-1}
END

java -cp "$(cat classpath.txt)" Finding.java > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
