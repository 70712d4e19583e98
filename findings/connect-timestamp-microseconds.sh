#!/usr/bin/env bash
#
# Kafka Connect's TimestampConverter moves times with microseconds by up to 16 minutes, and takes
# the 45th day of the 13th month.
#
# Version: org.apache.kafka:connect-transforms 4.3.1 (Maven Central).
#
# Behaviour: the transformation reads text by a lenient SimpleDateFormat. Its SSS means a number of
# milliseconds, however many digits it has: .123456 is 123 seconds. What comes after the pattern,
# such as an offset, is ignored, and a month or day that does not exist is carried over into the
# next.
#
# Output seen:
#     2026-06-19T14:02:11.123456Z by yyyy-MM-dd'T'HH:mm:ss.SSSX -> 2026-06-19T14:04:14.456Z
#     2026-06-19T14:02:11.999999Z by yyyy-MM-dd'T'HH:mm:ss.SSSX -> 2026-06-19T14:18:50.999Z
#     2026-06-19 14:02:11+05:30 by yyyy-MM-dd HH:mm:ss -> 2026-06-19T14:02:11Z
#     2026-13-45 by yyyy-MM-dd -> 2027-02-14T00:00:00Z
#
# Why one would not expect it: DateTimeFormatter, the formatter of current Java with the same
# letters, refuses all four. Here the times look right at first sight, and nothing reaches the
# dead-letter topic.
#
# Who meets it: sinks of events that Python, PostgreSQL or Go wrote, whose times have six digits.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>connect-transforms</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>connect-api</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import java.util.Date;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.TimestampConverter;

public class Finding {
    public static void main(String[] args) {
        show("2026-06-19T14:02:11.123Z", "yyyy-MM-dd'T'HH:mm:ss.SSSX");
        show("2026-06-19T14:02:11.123456Z", "yyyy-MM-dd'T'HH:mm:ss.SSSX");
        show("2026-06-19T14:02:11.999999Z", "yyyy-MM-dd'T'HH:mm:ss.SSSX");
        show("2026-06-19 14:02:11+05:30", "yyyy-MM-dd HH:mm:ss");
        show("2026-13-45", "yyyy-MM-dd");
    }

    static void show(String text, String format) {
        var converter = new TimestampConverter.Value<SourceRecord>();
        converter.configure(Map.of("target.type", "Timestamp", "field", "at", "format", format));
        var record = new SourceRecord(null, null, "topic", 0, null, Map.of("at", text));
        Date at = (Date) ((Map<?, ?>) converter.apply(record).value()).get("at");
        System.out.println(text + " by " + format + " -> " + at.toInstant());
    }
}
END

cat > expected.txt <<'END'
2026-06-19T14:02:11.123Z by yyyy-MM-dd'T'HH:mm:ss.SSSX -> 2026-06-19T14:02:11.123Z
2026-06-19T14:02:11.123456Z by yyyy-MM-dd'T'HH:mm:ss.SSSX -> 2026-06-19T14:04:14.456Z
2026-06-19T14:02:11.999999Z by yyyy-MM-dd'T'HH:mm:ss.SSSX -> 2026-06-19T14:18:50.999Z
2026-06-19 14:02:11+05:30 by yyyy-MM-dd HH:mm:ss -> 2026-06-19T14:02:11Z
2026-13-45 by yyyy-MM-dd -> 2027-02-14T00:00:00Z
END

java -cp "$(cat classpath.txt)" Finding.java > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
