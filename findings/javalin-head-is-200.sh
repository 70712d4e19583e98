#!/usr/bin/env bash
#
# Javalin answers 200 to HEAD for things whose GET is a 404.
#
# Version: io.javalin:javalin 7.2.3 (Maven Central).
#
# Behaviour: a HEAD request to a path that has a GET route is answered 200 without running the
# handler of that route. An item that does not exist is "there" for HEAD, and headers that the
# handler would set are missing. Only a path without any route is 404. A HEAD route of one's own for
# each path helps.
#
# Output seen:
#     GET /items/1: 200, HEAD /items/1: 200
#     GET /items/2: 404, HEAD /items/2: 200
#
# Why one would not expect it: by RFC 9110, 9.3.2, HEAD is GET without the content and should send
# the same status; most servers run the handler and drop the body.
#
# Who meets it: clients, link checkers and caches that ask by HEAD whether something is there, and
# monitors that watch a health page by HEAD: it is healthy for ever.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.javalin</groupId><artifactId>javalin</artifactId><version>7.2.3</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import io.javalin.Javalin;
import io.javalin.http.NotFoundResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Finding {
    public static void main(String[] args) throws Exception {
        Javalin server = Javalin.create(config -> config.routes.get("/items/{id}", context -> {
            if (!context.pathParam("id").equals("1")) {
                throw new NotFoundResponse();
            }
            context.result("one");
        })).start("127.0.0.1", 0);
        for (String path : new String[] {"/items/1", "/items/2", "/other"}) {
            System.out.println("GET " + path + ": " + status(server.port(), "GET", path) + ", HEAD " + path + ": "
                    + status(server.port(), "HEAD", path));
        }
        server.stop();
    }

    static int status(int port, String method, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody()).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
END

cat > expected.txt <<'END'
GET /items/1: 200, HEAD /items/1: 200
GET /items/2: 404, HEAD /items/2: 200
GET /other: 404, HEAD /other: 404
END

java -cp "$(cat classpath.txt)" Finding.java > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
