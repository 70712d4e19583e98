package dev.loop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.loop.connectors.importer.ImportProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;
    private String answer = "{\"created\":1,\"known\":1,\"refused\":0,\"results\":[]}";
    private String request = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/feedback/batch", exchange -> {
            request = exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + "\n"
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(202, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int run(Optional<String> key, String... arguments) {
        return new CommandLine(new ImportCommand(key, Clock.systemUTC()))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("talk.csv"), text).toString();
    }

    @Test
    void shouldSendAndSumUp_whenAllIsWell() throws IOException {
        String csv = file("who,what,stars\nu,hello,1\nv,bye,5\n");

        int status = run(
                Optional.of("sk_1"),
                csv,
                "--url",
                url(),
                "--map",
                "user.id=who",
                "--map",
                "message=what",
                "--map",
                "sentiment=stars",
                "--value",
                "sentiment:1..2=negative",
                "--value",
                "sentiment:4..5=positive",
                "--set",
                "source=survey");

        assertThat(status).as(err.toString()).isZero();
        assertThat(request)
                .startsWith("/v1/feedback/batch?results=refused&mode=compare&import=talk.csv%23")
                .contains(" Bearer sk_1\n")
                .contains(
                        "{\"user\":{\"id\":\"u\"},\"message\":\"hello\",\"sentiment\":\"negative\",\"source\":\"survey\","
                                + "\"externalId\":\"row-");
        assertThat(out.toString()).contains("1 new, 1 already known, 0 refused");
    }

    @Test
    void shouldSayThatAllWillBeDatedNow_whenNothingIsCreatedAt() throws IOException {
        String csv = file("user.id,message,sentiment\nu,hello,neutral\nv,bye,neutral\n");

        run(Optional.of("sk_1"), csv, "--url", url());
        assertThat(err.toString()).contains("dated now", "--set createdAt=", "--backfill");
        assertThat(request).doesNotContain("backfill");

        run(Optional.of("sk_1"), csv, "--url", url(), "--backfill");
        assertThat(request).contains("&backfill=true");
    }

    @Test
    void shouldNameTheImportAsTheServerTakesIt_whenTheFileIsCalledOddly() throws IOException {
        Path odd = Files.writeString(
                directory.resolve(" a\u202eb.csv"), "user.id,message,sentiment\nu,hello,neutral\nv,bye,neutral\n");

        assertThat(run(Optional.of("sk_1"), odd.toString(), "--url", url()))
                .as(err.toString())
                .isZero();
        assertThat(request).contains("&import=_a_b.csv%23");
    }

    @Test
    void shouldTellRowsOfOtherFilesApart_whenTheyAreKnown() throws IOException {
        answer = "{\"created\":0,\"known\":2,\"refused\":0,\"results\":[],"
                + "\"otherImports\":{\"may.csv#0011223344556677\":1}}";
        String csv = file("user.id,message,sentiment\nu,hello,neutral\nv,bye,negative\n");

        run(Optional.of("sk_1"), csv, "--url", url());

        assertThat(out.toString())
                .contains("0 new, 2 already known", "1 of those known came in with another file: may.csv (1).");
    }

    @Test
    void shouldBeACommandOfLoop_whenTheEnvironmentSaysWhereAndWithWhichKey() throws IOException {
        String csv = file("user.id,message,sentiment\nu,hello,neutral\nv,bye,negative\n");

        int status = Loop.run(
                Map.of("LOOP_SECRET_KEY", "sk_2", "LOOP_URL", url()),
                directory,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "import",
                csv);

        assertThat(status).as(err.toString()).isZero();
        assertThat(request).contains("Bearer sk_2");
    }

    @Test
    void shouldNameTheReasonsAndTheFile_whenRowsAreRefused() throws IOException {
        answer = "{\"created\":1,\"known\":0,\"refused\":1,\"results\":[{\"line\":2,\"status\":\"refused\",\"errors\":"
                + "[{\"field\":\"sentiment\",\"problem\":\"is \\\"bad\\\"\",\"remedy\":\"use negative\"}]}]}";
        String csv = file("user.id,message,sentiment\nu,hello,neutral\nv,bye,bad\n");

        int status = run(Optional.of("sk_1"), csv, "--url", url());

        assertThat(status).isEqualTo(2);
        assertThat(out.toString()).contains("1 × sentiment is \"bad\"", "line 3", "use negative", "talk.refused.csv");
        assertThat(directory.resolve("talk.refused.csv")).content().contains("v,bye,bad,3,sentiment");
    }

    @Test
    void shouldShowItemsAndCheckAllRowsByTheServersRules_whenItIsADryRun() throws IOException {
        String csv = file(
                "user.id,message,sentiment,createdAt\nu,hello,neutral,\nv,bye,bad,\nw,late,neutral,2099-01-01T00:00:00Z\n");

        int status = run(Optional.empty(), csv, "--url", url(), "--dry-run");

        assertThat(status).isEqualTo(2);
        assertThat(request).isEmpty();
        assertThat(out.toString())
                .contains("{\"user\":{\"id\":\"u\"},\"message\":\"hello\",\"sentiment\":\"neutral\"")
                .contains("1 rows would be sent, 2 would be refused")
                .contains("sentiment is", "createdAt is");
    }

    @Test
    void shouldSayWhatToDo_whenSomethingIsMissingOrWrong() throws IOException {
        String csv = file("user.id,message,sentiment\nu,hello,neutral\n");

        assertThat(run(Optional.empty(), csv)).isEqualTo(1);
        assertThat(run(Optional.of("sk"), csv, "--url", "localhost")).isEqualTo(1);
        assertThat(run(Optional.of("sk"), csv, "--timezone", "Mars")).isEqualTo(1);
        assertThat(run(Optional.of("sk"), csv, "--encoding", "utf8000")).isEqualTo(1);
        assertThat(run(Optional.of("sk"), csv, "--delimiter", "ab")).isEqualTo(1);
        assertThat(run(Optional.of("sk"), csv, "--format", "xml")).isEqualTo(1);
        assertThat(run(Optional.of("sk"), csv, "--map", "mesage=x")).isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        "LOOP_SECRET_KEY",
                        "--url must be",
                        "--timezone 'Mars'",
                        "--encoding 'utf8000'",
                        "--delimiter must be",
                        "--format must be",
                        "Did you mean 'message'?");
    }

    @Test
    void shouldPrintALineEveryTenSeconds_whenThereIsNoTerminal() {
        SteppingClock clock = new SteppingClock();
        ImportLines lines = new ImportLines(new PrintWriter(out, true), clock);

        lines.progress(new ImportProgress(1_000, 1_000, 0, 0, 0, 0, 10, Optional.of(100L)));
        clock.now = clock.now.plusSeconds(10);
        lines.progress(new ImportProgress(20_000, 20_000, 0, 0, 0, 0, 20, Optional.of(100L)));
        clock.now = clock.now.plusSeconds(9);
        lines.progress(new ImportProgress(30_000, 30_000, 0, 0, 0, 0, 30, Optional.of(100L)));
        lines.waiting("Waiting.");
        lines.waiting("Waiting.");

        assertThat(out.toString().lines())
                .containsExactly("20,000 rows, 2,000 a second, 20 % of the file, about 40 s left", "Waiting.");
        assertThat(ImportDisplay.words(Duration.ofSeconds(3_840))).isEqualTo("1 h 04 min");
    }

    private static final class SteppingClock extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
