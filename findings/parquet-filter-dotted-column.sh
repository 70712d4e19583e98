#!/usr/bin/env bash
#
# A filter of parquet-java on a column whose name has a dot finds nothing, in a file that has the
# rows.
#
# Version: org.apache.parquet:parquet-hadoop 1.17.1 (Maven Central).
#
# Behaviour: FilterApi.binaryColumn("user.id") takes the dot for the border between two levels, as
# of a column "id" within a group "user". A file whose column is named "user.id" has no such path;
# the filter treats a column that is missing as all null and answers zero rows, without an error.
# With the name "user_id" the same code finds two rows. notEq is wrong the other way round: it
# returns every row.
#
# Output seen:
#     user.id: 3 rows, of which equal to a: 0, not equal to a: 3
#     user_id: 3 rows, of which equal to a: 2, not equal to a: 1
#
# Why one would not expect it: Parquet allows dots in names, writing and reading the whole file
# work, and FilterApi takes the name as one string, without a way to quote it. A misspelt column and
# a column with a dot look the same.
#
# Who meets it: writers that flatten JSON (user.id, metadata.os) into Parquet for others, and Java
# programs that filter such files.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.parquet</groupId><artifactId>parquet-hadoop</artifactId><version>1.17.1</version></dependency>
    <dependency><groupId>org.apache.hadoop</groupId><artifactId>hadoop-client-api</artifactId><version>3.4.2</version></dependency>
    <dependency><groupId>org.apache.hadoop</groupId><artifactId>hadoop-client-runtime</artifactId><version>3.4.2</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import java.nio.file.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

public class Finding {
    public static void main(String[] args) throws Exception {
        for (String name : new String[] {"user.id", "user_id"}) {
            MessageType schema = Types.buildMessage()
                    .required(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType()).named(name)
                    .named("feedback");
            Path file = Path.of(name + ".parquet");
            try (var writer = ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(schema).build()) {
                for (String user : new String[] {"a", "b", "a"}) {
                    writer.write((Group) new SimpleGroup(schema).append(name, user));
                }
            }
            var column = FilterApi.binaryColumn(name);
            var a = Binary.fromString("a");
            System.out.printf("%s: %d rows, of which equal to a: %d, not equal to a: %d%n", name,
                    count(file, null), count(file, FilterApi.eq(column, a)), count(file, FilterApi.notEq(column, a)));
        }
    }

    static int count(Path file, FilterPredicate filter) throws Exception {
        var builder = new ParquetReader.Builder<Group>(new LocalInputFile(file)) {
            @Override
            protected ReadSupport<Group> getReadSupport() {
                return new GroupReadSupport();
            }
        };
        if (filter != null) {
            builder.withFilter(FilterCompat.get(filter));
        }
        int rows = 0;
        try (ParquetReader<Group> reader = builder.build()) {
            while (reader.read() != null) {
                rows++;
            }
        }
        return rows;
    }
}
END

cat > expected.txt <<'END'
user.id: 3 rows, of which equal to a: 0, not equal to a: 3
user_id: 3 rows, of which equal to a: 2, not equal to a: 1
END

java -cp "$(cat classpath.txt)" Finding.java > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
