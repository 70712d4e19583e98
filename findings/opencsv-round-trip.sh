#!/usr/bin/env bash
#
# The reader of opencsv does not read what the writer of opencsv has written.
#
# Version: com.opencsv:opencsv 5.12.0 (Maven Central).
#
# Behaviour: CSVWriter leaves a backslash as it is, as RFC 4180 has it. CSVReader takes a backslash
# for an escape by default and drops it. A value that ends with one makes the reader take the
# closing quote for text, and the file is refused as one whose quote never ends. RFC4180Parser reads
# both right.
#
# Output seen:
#     C:\temp\new -> C:tempnew
#     ends with \ -> CsvMalformedLineException
#     with RFC4180Parser: C:\temp\new and ends with \
#
# Why one would not expect it: both are the defaults of one library, and each is the opposite of the
# other.
#
# Who meets it: exports and imports of messages with paths, regular expressions or escapes (\n) in
# them, which change a little at each round.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.opencsv</groupId><artifactId>opencsv</artifactId><version>5.12.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import com.opencsv.CSVParser;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.CSVWriter;
import com.opencsv.ICSVParser;
import com.opencsv.RFC4180Parser;
import java.io.StringReader;
import java.io.StringWriter;

public class Finding {
    public static void main(String[] args) throws Exception {
        for (String message : new String[] {"plain", "C:\\temp\\new", "ends with \\"}) {
            StringWriter file = new StringWriter();
            try (CSVWriter writer = new CSVWriter(file)) {
                writer.writeNext(new String[] {"1", message});
                writer.writeNext(new String[] {"2", "next"});
            }
            System.out.println(message + " -> " + read(file, new CSVParser()) + " | " + read(file, new RFC4180Parser()));
        }
    }

    static String read(StringWriter file, ICSVParser parser) throws Exception {
        try (var reader = new CSVReaderBuilder(new StringReader(file.toString())).withCSVParser(parser).build()) {
            return reader.readAll().get(0)[1];
        } catch (com.opencsv.exceptions.CsvException | java.io.IOException e) {
            return e.getClass().getSimpleName();
        }
    }
}
END

cat > expected.txt <<'END'
plain -> plain | plain
C:\temp\new -> C:tempnew | C:\temp\new
ends with \ -> CsvMalformedLineException | ends with \
END

java -cp "$(cat classpath.txt)" Finding.java > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
