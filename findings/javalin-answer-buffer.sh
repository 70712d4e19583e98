#!/usr/bin/env bash
#
# Javalin allocates 32 KB for every answer, however short it is.
#
# Version: io.javalin:javalin 7.2.3 (Maven Central).
#
# Behaviour: an answer that is given as text or bytes is copied to the output through a new buffer of
# config.http.responseBufferSize bytes. Where that is not set, it is Jetty's output buffer size, 32 KB. A
# text of two letters costs 32 KB of garbage that way; with a small buffer it does not.
#
# Output seen:
#     usual: at least 32 KB for an answer of 2 bytes: true
#     responseBufferSize = 1024: at least 32 KB for an answer of 2 bytes: false
#
# Why one would not expect it: the whole answer is one array already, and could be written at once.
#
# Who meets it: services with many short answers. At 2,000 answers a second it is 64 MB a second: nearly
# half of all that a small JSON service allocates, and so of its pauses for garbage collection.
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
import com.sun.management.ThreadMXBean;
import io.javalin.Javalin;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

public class Finding {
    static final int CALLS = 4_000;
    static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    public static void main(String[] args) throws Exception {
        System.out.println("usual: " + measure(null));
        System.out.println("responseBufferSize = 1024: " + measure(1024));
    }

    static String measure(Integer buffer) throws Exception {
        Javalin server = Javalin.create(config -> {
            config.http.responseBufferSize = buffer;
            config.routes.get("/", context -> context.result("ok"));
        }).start("127.0.0.1", 0);
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            calls(socket);
            long before = allocated();
            calls(socket);
            long each = (allocated() - before) / CALLS;
            System.err.println(each + " bytes an answer");
            return "at least 32 KB for an answer of 2 bytes: " + (each >= 32 << 10);
        } finally {
            server.stop();
        }
    }

    static void calls(Socket socket) throws Exception {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        byte[] call = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] answer = new byte[4096];
        for (int i = 0; i < CALLS; i++) {
            out.write(call);
            int read = 0;
            while (read < 2 || answer[read - 2] != 'o' || answer[read - 1] != 'k') {
                read += in.read(answer, read, answer.length - read);
            }
        }
    }

    static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())).filter(n -> n > 0).sum();
    }
}
END

cat > expected.txt <<'END'
usual: at least 32 KB for an answer of 2 bytes: true
responseBufferSize = 1024: at least 32 KB for an answer of 2 bytes: false
END

java -cp "$(cat classpath.txt)" Finding.java > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."
