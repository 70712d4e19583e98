#!/usr/bin/env bash
#
# Avro 1.12.2 writes a record of a generated class and refuses to read it back.
#
# Version: org.apache.avro:avro and avro-compiler 1.12.2 (Maven Central).
#
# Behaviour: a class that Avro's own compiler generated, in one's own package, is written as before.
# Reading it into that class throws java.lang.SecurityException, because Avro since 1.12.2 makes
# objects only of classes that it was told to trust. The system property
# org.apache.avro.SERIALIZABLE_PACKAGES=com.example (or ClassSecurityValidator, in code, before Avro
# is first used) allows it.
#
# Output seen:
#     written: 5 bytes
#     read: java.lang.SecurityException: Forbidden com.example.Feedback! This class is not trusted ...
#
# Why one would not expect it: the reader is given the class by hand,
# SpecificDatumReader<>(Feedback.class), so that no name from outside decides what is loaded; and a
# patch release changes it, in which writing still works: a producer is updated without a sign, a
# consumer stops.
#
# Who meets it: programs with generated Avro classes that are updated from 1.12.1, where the same
# code reads, and Kafka consumers that get the new Avro through another library.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.avro</groupId><artifactId>avro-compiler</artifactId><version>1.12.2</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Generate.java <<'END'
import java.io.File;
import org.apache.avro.compiler.specific.SpecificCompiler;

public class Generate {
    public static void main(String[] args) throws Exception {
        SpecificCompiler.compileSchema(new File("feedback.avsc").getAbsoluteFile(), new File("source"));
    }
}
END

cat > feedback.avsc <<'END'
{"type": "record", "name": "Feedback", "namespace": "com.example", "fields": [{"name": "id", "type": "string"}]}
END

cat > Finding.java <<'END'
import com.example.Feedback;
import java.io.ByteArrayOutputStream;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

public class Finding {
    public static void main(String[] args) throws Exception {
        var bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<>(Feedback.class).write(Feedback.newBuilder().setId("fb_1").build(), encoder);
        encoder.flush();
        System.out.println("written: " + bytes.size() + " bytes");
        var decoder = DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null);
        try {
            System.out.println("read: " + new SpecificDatumReader<>(Feedback.class).read(null, decoder));
        } catch (SecurityException e) {
            System.out.println("read: " + e.getClass().getName() + ": " + e.getMessage().split("!")[0]);
        }
    }
}
END

cat > expected.txt <<'END'
written: 5 bytes
read: java.lang.SecurityException: Forbidden com.example.Feedback
with org.apache.avro.SERIALIZABLE_PACKAGES=com.example:
written: 5 bytes
read: {"id": "fb_1"}
END

java -cp "$(cat classpath.txt)" Generate.java >&2
javac -nowarn -cp "$(cat classpath.txt)" -d classes source/com/example/Feedback.java Finding.java 2>&1 >&2 | grep -v '^Note:' >&2 || true
{
  java -cp "classes:$(cat classpath.txt)" Finding
  echo "with org.apache.avro.SERIALIZABLE_PACKAGES=com.example:"
  java -Dorg.apache.avro.SERIALIZABLE_PACKAGES=com.example -cp "classes:$(cat classpath.txt)" Finding
} > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
