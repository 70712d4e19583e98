#!/usr/bin/env bash
#
# Kafka Connect rewrites text in record headers that looks like a number: 00123 arrives as 123.
#
# Version: org.apache.kafka:connect-api 4.3.1 (Maven Central).
#
# Behaviour: SimpleHeaderConverter, which is the default header.converter of every worker, guesses a
# type for the bytes of each header. A connector that passes a record on writes the guessed value,
# not the bytes that came. Leading zeros, a plus, trailing zeros of a version and exponents are
# lost.
#
# Output seen:
#     00123 -> 123 (INT8)
#     4.10 -> 4.1 (FLOAT32)
#     1e3 -> 1000 (INT16)
#     +1 -> 1 (INT8)
#
# Why one would not expect it: a header is bytes for Kafka, no schema is involved, and
# value.converter and key.converter are set by hand while header.converter is seldom thought of.
# org.apache.kafka.connect.storage.StringConverter leaves headers as they are.
#
# Who meets it: mirrors, dead-letter topics and sinks that copy a header into a column: customer
# numbers, app versions, trace ids that happen to be digits.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>connect-api</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;

public class Finding {
    public static void main(String[] args) {
        SimpleHeaderConverter converter = new SimpleHeaderConverter();
        for (String text : new String[] {"00123", "4.10", "1e3", "+1", "A00123"}) {
            SchemaAndValue read = converter.toConnectHeader("topic", "header", text.getBytes(UTF_8));
            byte[] written = converter.fromConnectHeader("topic", "header", read.schema(), read.value());
            System.out.println(text + " -> " + new String(written, UTF_8) + " (" + read.schema().type() + ")");
        }
    }
}
END

cat > expected.txt <<'END'
00123 -> 123 (INT8)
4.10 -> 4.1 (FLOAT32)
1e3 -> 1000 (INT16)
+1 -> 1 (INT8)
A00123 -> A00123 (STRING)
END

java -cp "$(cat classpath.txt)" Finding.java > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
