#!/usr/bin/env bash
#
# The Avro Maven plugin leaves a class as it was when a schema that it imports changes.
#
# Version: org.apache.avro:avro-maven-plugin 1.12.2 (Maven Central).
#
# Behaviour: a class is made again only if its own .avsc file is newer than the class. A record keeps the
# schemas of the records that it holds as a copy in its class. Where such a record, in a file of <imports>,
# gets a field, its own class has the field, and the class that holds it still writes without the field.
# The value is lost without an error, until somebody runs "clean".
#
# Output seen:
#     Address knows the field zip: true
#     the schema of Order knows the field zip: false
#     written 94103, read none
#
# Why one would not expect it: the build succeeds, both classes compile, and the field can be set and read.
#
# Who meets it: whoever keeps shared records in files of their own and builds without "clean". A build
# server, which begins from nothing, has both.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir -p src/main/avro
cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency><groupId>org.apache.avro</groupId><artifactId>avro</artifactId><version>1.12.2</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
      <plugin>
        <groupId>org.apache.avro</groupId><artifactId>avro-maven-plugin</artifactId><version>1.12.2</version>
        <executions>
          <execution>
            <goals><goal>schema</goal></goals>
            <configuration>
              <imports><import>${project.basedir}/src/main/avro/address.avsc</import></imports>
              <sourceDirectory>${project.basedir}/src/main/avro</sourceDirectory>
              <stringType>String</stringType>
            </configuration>
          </execution>
        </executions>
      </plugin>
    </plugins>
  </build>
</project>
XML
cat > src/main/avro/order.avsc <<'AVSC'
{"type": "record", "name": "Order", "namespace": "shop", "fields": [{"name": "to", "type": "shop.Address"}]}
AVSC
address() { # FIELDS
  printf '{"type": "record", "name": "Address", "namespace": "shop", "fields": [%s]}\n' "$1" > src/main/avro/address.avsc
}
street='{"name": "street", "type": "string"}'
build() { mvn -B -q -ntp -Dmaven.repo.local="$work/repository" compile >&2; }

address "$street"
build
# File times of one second are enough for the plugin to tell them apart.
sleep 2
address "$street, {\"name\": \"zip\", \"type\": [\"null\", \"string\"], \"default\": null}"
build
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import java.io.ByteArrayOutputStream;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import shop.Address;
import shop.Order;

public class Finding {
    public static void main(String[] args) throws Exception {
        System.out.println("Address knows the field zip: " + (Address.getClassSchema().getField("zip") != null));
        System.out.println("the schema of Order knows the field zip: "
                + (Order.getClassSchema().getField("to").schema().getField("zip") != null));
        Address address = Address.newBuilder().setStreet("Market St").setZip("94103").build();
        Order order = Order.newBuilder().setTo(address).build();
        var out = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        new SpecificDatumWriter<>(Order.class).write(order, encoder);
        encoder.flush();
        var decoder = DecoderFactory.get().binaryDecoder(out.toByteArray(), null);
        Order read = new SpecificDatumReader<>(Order.class).read(null, decoder);
        String zip = read.getTo().getZip();
        System.out.println("written " + order.getTo().getZip() + ", read " + (zip == null ? "none" : zip));
    }
}
END
java -Dorg.apache.avro.SERIALIZABLE_PACKAGES=shop -cp "target/classes:$(cat classpath.txt)" Finding.java > seen.txt

cat > expected.txt <<'END'
Address knows the field zip: true
the schema of Order knows the field zip: false
written 94103, read none
END
if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
