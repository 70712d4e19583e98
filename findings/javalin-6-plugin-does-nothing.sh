#!/usr/bin/env bash
#
# A plug-in made for Javalin 6 registers in Javalin 7 without an error, and does nothing.
#
# Versions: io.javalin.community.openapi:javalin-swagger-plugin 6.7.0, io.javalin:javalin 7.2.3 and,
# for comparison, 6.7.0 (Maven Central).
#
# Behaviour: the plug-in overrides onStart(JavalinConfig), which Javalin 6 calls. In Javalin 7 the
# method has another parameter, so that Javalin calls its own empty one instead. It compiles against
# the new version, starts, and serves none of its routes.
#
# Output seen:
#     javalin 6.7.0: GET /swagger is 200
#     javalin 7.2.3: GET /swagger is 404
#
# Why one would not expect it: a binary that does not fit usually ends in NoSuchMethodError or
# AbstractMethodError. The pages or metrics of a plug-in can be missing for long before anybody
# notices.
#
# Who meets it: whoever updates Javalin to 7 and leaves the plug-ins as they are.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

classpath() {
  cat > pom.xml <<XML
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.javalin</groupId><artifactId>javalin</artifactId><version>$1</version></dependency>
    <dependency><groupId>io.javalin.community.openapi</groupId><artifactId>javalin-swagger-plugin</artifactId><version>6.7.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
  mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2
  cat classpath.txt
}

cat > Finding.java <<'END'
import io.javalin.Javalin;
import io.javalin.openapi.plugin.swagger.SwaggerPlugin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Finding {
    public static void main(String[] args) throws Exception {
        Javalin server = Javalin.create(config -> config.registerPlugin(new SwaggerPlugin())).start("127.0.0.1", 0);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/swagger")).build();
        int status = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        System.out.println("javalin " + args[0] + ": GET /swagger is " + status);
        server.stop();
    }
}
END

cat > expected.txt <<'END'
javalin 6.7.0: GET /swagger is 200
javalin 7.2.3: GET /swagger is 404
END

for version in 6.7.0 7.2.3; do
  java -cp "$(classpath "$version")" Finding.java "$version"
done > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
