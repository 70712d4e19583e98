#!/usr/bin/env bash
#
# Flyway finds no migrations in a jar without directory entries, and reports success.
#
# Versions: org.flywaydb:flyway-core 13.12.0, com.h2database:h2 2.3.232 (Maven Central).
#
# Behaviour: a jar may hold db/migration/V1__items.sql without an entry for db/migration/ itself;
# build tools that make small or reproducible jars leave such entries out. The class loader finds
# the file by its name. Flyway looks for the directory first, does not find it, and migrates
# nothing: success is true, 0 migrations, no warning in the result. The only trace is a line in the
# log, "No migrations found. Are your locations set up correctly?"; failOnMissingLocations=true
# makes it an error.
#
# Output seen:
#     with directory entries: resource found, success true, 1 migration
#     without: resource found, success true, 0 migrations
#
# Why one would not expect it: the file is on the class path, getResource finds it, and in the
# development environment, where resources are a directory on disk, all is well. The database of
# production stays without tables, or, worse, as it was.
#
# Who meets it: programs packed by shading and shrinking tools, and by zip scripts.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.flywaydb</groupId><artifactId>flyway-core</artifactId><version>13.12.0</version></dependency>
    <dependency><groupId>com.h2database</groupId><artifactId>h2</artifactId><version>2.3.232</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import org.flywaydb.core.Flyway;

public class Finding {
    public static void main(String[] args) {
        boolean found = Finding.class.getResource("/db/migration/V1__items.sql") != null;
        var result = Flyway.configure().dataSource("jdbc:h2:mem:" + args[0] + ";DB_CLOSE_DELAY=-1", "sa", "")
                .locations("classpath:db/migration").load().migrate();
        System.out.println(args[0] + " directory entries: resource found " + found + ", success " + result.success
                + ", migrations " + result.migrationsExecuted + ", warnings " + result.warnings);
    }
}
END

mkdir -p db/migration
cat > db/migration/V1__items.sql <<'END'
CREATE TABLE items (id INT);
END

cat > expected.txt <<'END'
with directory entries: resource found true, success true, migrations 1, warnings []
without directory entries: resource found true, success true, migrations 0, warnings []
END

jar --create --no-manifest --file with.jar db
# A single file is put in without entries for the directories above it.
jar --create --no-manifest --file without.jar -C . db/migration/V1__items.sql
# Out of reach of the class path's search.
mv db migrations
for jar in with without; do
  java -cp "$jar.jar:$(cat classpath.txt)" Finding.java "$jar"
done > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
