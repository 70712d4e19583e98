#!/usr/bin/env bash
#
# Avro 1.12.2 reads a record that a union does not know as another one that has fields like it.
#
# Version: org.apache.avro:avro 1.12.2 (Maven Central).
#
# Behaviour: a newer writer adds the record Approve to a union of Rename and Close. An older reader, whose
# union has no Approve, reads it as a Close, since all fields of Close are in Approve or have defaults. No
# error is raised. Only if no record fits by its fields does reading throw AvroTypeException.
#
# Output seen:
#     Approve{revision: long} is read as Close {"revision": 7}
#     Approve{revision: record} is refused: AvroTypeException
#
# Why one would not expect it: the names of the two records differ, and the specification's rule for two
# records asks for the same unqualified name. Names tell what a message is for; here a message of a kind
# that the reader has never heard of is carried out as one of a kind that it knows.
#
# Who meets it: programs that put several kinds of messages into one topic by a union (Confluent recommends
# it for topics with several events), whenever a producer knows one kind more than a consumer.
# A field whose type no other record has, such as a record of its own around the number, keeps them apart.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.avro</groupId><artifactId>avro</artifactId><version>1.12.2</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import java.io.ByteArrayOutputStream;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

public class Finding {
    static final String RENAME = "{'type':'record','name':'Rename','fields':[{'name':'title','type':'string'}]}";
    static final String CLOSE = "{'type':'record','name':'Close','fields':[{'name':'revision','type':'long'}]}";

    static Schema union(String... records) {
        return new Schema.Parser().parse(("[" + String.join(",", records) + "]").replace('\'', '"'));
    }

    public static void main(String[] args) throws Exception {
        Schema reader = union(RENAME, CLOSE);

        Schema plain = union(RENAME, CLOSE,
                "{'type':'record','name':'Approve','fields':[{'name':'revision','type':'long'}]}");
        tell("long", reader, plain, new GenericRecordBuilder(plain.getTypes().get(2)).set("revision", 7L).build());

        Schema apart = union(RENAME, CLOSE,
                "{'type':'record','name':'Approve','fields':[{'name':'revision','type':"
                        + "{'type':'record','name':'Seen','fields':[{'name':'revision','type':'long'}]}}]}");
        Schema approve = apart.getTypes().get(2);
        Schema seen = approve.getField("revision").schema();
        tell("record", reader, apart, new GenericRecordBuilder(approve)
                .set("revision", new GenericRecordBuilder(seen).set("revision", 7L).build()).build());
    }

    static void tell(String type, Schema reader, Schema writer, GenericRecord record) throws Exception {
        var bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<Object>(writer).write(record, encoder);
        encoder.flush();
        try {
            var read = (GenericRecord) new GenericDatumReader<Object>(writer, reader)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
            System.out.println("Approve{revision: " + type + "} is read as " + read.getSchema().getName() + " " + read);
        } catch (AvroTypeException e) {
            System.out.println("Approve{revision: " + type + "} is refused: " + e.getClass().getSimpleName());
        }
    }
}
END

cat > expected.txt <<'END'
Approve{revision: long} is read as Close {"revision": 7}
Approve{revision: record} is refused: AvroTypeException
END

java -cp "$(cat classpath.txt)" Finding.java > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
