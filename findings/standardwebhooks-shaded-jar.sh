#!/usr/bin/env bash
#
# A method of com.standardwebhooks is gone once the program is packed into one jar.
#
# Version: com.standardwebhooks:standardwebhooks 1.2.0 (Maven Central), maven-shade-plugin 3.6.0.
#
# Behaviour: verify(String, java.net.http.HttpHeaders) is only in the half of the multi-release jar
# that is for Java 11 and later. A shaded jar has all its files, but not the line "Multi-Release:
# true" in its manifest, so that Java 17 loads the class for Java 8, which lacks the method. The
# program compiles, its tests pass, and the first webhook throws NoSuchMethodError. verify(String,
# Map) works in both.
#
# Output seen:
#     class path: verified
#     shaded jar: NoSuchMethodError
#
# Why one would not expect it: multi-release jars are meant for other insides, with the same public
# methods in every half. Nothing warns when the jar is packed.
#
# Who meets it: receivers of Standard Webhooks that are shipped as one jar.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir -p src/main/java
cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency><groupId>com.standardwebhooks</groupId><artifactId>standardwebhooks</artifactId><version>1.2.0</version></dependency>
  </dependencies>
  <build><plugins>
    <plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
    <plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-compiler-plugin</artifactId><version>3.13.0</version></plugin>
    <plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-jar-plugin</artifactId><version>3.4.2</version></plugin>
    <plugin>
      <groupId>org.apache.maven.plugins</groupId><artifactId>maven-shade-plugin</artifactId><version>3.6.0</version>
      <executions><execution><phase>package</phase><goals><goal>shade</goal></goals></execution></executions>
      <configuration><shadedArtifactAttached>true</shadedArtifactAttached></configuration>
    </plugin>
  </plugins></build>
</project>
XML

cat > src/main/java/Finding.java <<'END'
import com.standardwebhooks.Webhook;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;

public class Finding {
    public static void main(String[] args) throws Exception {
        Webhook webhook = new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        String body = "{\"test\": 2432232314}";
        long now = Instant.now().getEpochSecond();
        Map<String, List<String>> headers = Map.of("webhook-id", List.of("msg_1"), "webhook-timestamp",
                List.of(Long.toString(now)), "webhook-signature", List.of(webhook.sign("msg_1", now, body)));
        webhook.verify(body, headers);
        System.out.println("Map: verified");
        try {
            webhook.verify(body, HttpHeaders.of(headers, (name, value) -> true));
            System.out.println("HttpHeaders: verified");
        } catch (NoSuchMethodError e) {
            System.out.println("HttpHeaders: NoSuchMethodError");
        }
    }
}
END

cat > expected.txt <<'END'
class path
Map: verified
HttpHeaders: verified
shaded jar
Map: verified
HttpHeaders: NoSuchMethodError
END

mvn -B -q -ntp -Dmaven.repo.local="$work/repository" -Dmaven.test.skip=true package >&2
library=$(find repository -name standardwebhooks-1.2.0.jar)
{
  echo "class path"
  java -cp "target/finding-1.jar:$library" Finding
  echo "shaded jar"
  java -cp target/finding-1-shaded.jar Finding
} > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
