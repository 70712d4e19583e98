package dev.loop.connectors.importer;

import static dev.loop.connectors.importer.Importing.file;
import static dev.loop.connectors.importer.Importing.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.loop.connectors.importer.BatchSender.Patience;
import dev.loop.connectors.importer.FakeLoop.Trouble;
import dev.loop.connectors.importer.ImportSummary.Ending;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedbackImportTest {

    @TempDir
    private Path directory;

    @Test
    void shouldMakeTheItemsThatAnotherProgramCounts_whenTheFileIsReal() throws IOException {
        // Given
        Path directory = AirlineTweets.directory();
        Path tweets = AirlineTweets.in(directory);
        JsonNode expected = JsonMapper.builder()
                .build()
                .readTree(directory.resolve("expected.json").toFile());
        int rows = expected.get("rows").asInt();
        int items = expected.get("items").asInt();
        try (FakeLoop server = new FakeLoop(true)) {
            // When
            ImportSummary first = Importing.run(server, tweets, AirlineTweets.MAPPING);
            ImportSummary second = Importing.run(server, tweets, AirlineTweets.MAPPING);

            // Then
            assertThat(first.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(first.progress().rows()).isEqualTo(rows);
            assertThat(first.progress().created()).isEqualTo(items);
            assertThat(first.progress().known()).isEqualTo(rows - items).isPositive();
            assertThat(first.progress().refused()).isZero();
            assertThat(second.progress().created()).isZero();
            assertThat(second.progress().known()).isEqualTo(rows);
            expected.get("sentiment")
                    .properties()
                    .forEach(entry -> assertThat(server.itemList().stream()
                                    .filter(item ->
                                            item.get("sentiment").asText().equals(entry.getKey())))
                            .as(entry.getKey())
                            .hasSize(entry.getValue().asInt()));
            expected.get("byTag").properties().forEach(entry -> {
                int sum = 0;
                for (JsonNode count : entry.getValue()) {
                    sum += count.asInt();
                }
                String tag = entry.getKey().equals("(none)") ? "" : entry.getKey();
                assertThat(server.itemList().stream()
                                .filter(item -> item.path("tag").asText().equals(tag)))
                        .as("tag " + tag)
                        .hasSize(sum);
            });
            assertThat(List.of(
                            "{\"externalId\":\"570306133677760513\",\"user\":{\"id\":\"cairdin\"},"
                                    + "\"message\":\"@VirginAmerica What @dhepburn said.\",\"sentiment\":\"neutral\","
                                    + "\"plan\":\"Virgin America\",\"source\":\"twitter\","
                                    + "\"createdAt\":\"2015-02-24T19:35:52Z\"}",
                            "{\"externalId\":\"570120541109774053\",\"user\":{\"id\":\"mo47\"},"
                                    + "\"message\":\"Seat 66B was mine until it was not\",\"sentiment\":\"negative\","
                                    + "\"tag\":\"booking\",\"plan\":\"Blue Heron\",\"source\":\"twitter\","
                                    + "\"createdAt\":\"2015-02-17T02:36:04Z\"}"))
                    .as("an item of each file")
                    .anyMatch(item -> server.items.values().stream()
                            .anyMatch(one -> one.toString().equals(item)));
        }
    }

    @Test
    void shouldKeepTheFirstOfARepeatedId_whenBatchesOvertakeEachOther() throws IOException {
        // Given: every id once in each of ten batches, the first of them marked
        List<String> lines = new ArrayList<>(List.of("externalId,user.id,message,sentiment"));
        for (int repeat = 0; repeat < 10; repeat++) {
            for (int id = 0; id < 2_000; id++) {
                lines.add(id + ",u," + (repeat == 0 ? "first" : "later") + ",neutral");
            }
        }
        try (FakeLoop server = new FakeLoop(true)) {
            // When
            ImportSummary summary =
                    Importing.run(server, file(directory, "a.csv", lines.toArray(String[]::new)), MappingOptions.NONE);

            // Then
            assertThat(summary.progress().created()).isEqualTo(2_000);
            assertThat(server.itemList())
                    .allMatch(item -> item.get("message").asText().equals("first"));
        }
    }

    @Test
    void shouldTakeInWhatIsNew_whenAFileWithoutIdsHasGrownUnderTheSameName() throws IOException {
        // Given: two people said the same
        Path before = file(directory, "before.csv", "user.id,message,sentiment", "u,ok,positive", "u,ok,positive");
        Path after = file(
                directory, "after.csv", "user.id,message,sentiment", "v,new,neutral", "u,ok,positive", "u,ok,positive");
        try (FakeLoop server = new FakeLoop()) {
            // When
            MappingOptions one = Importing.named(MappingOptions.NONE, "growing");
            ImportSummary first = Importing.run(server, before, one);
            ImportSummary second = Importing.run(server, after, one);

            // Then
            assertThat(first.progress().created()).isEqualTo(2);
            assertThat(second.progress().created()).isEqualTo(1);
            assertThat(second.progress().known()).isEqualTo(2);
        }
    }

    @Test
    void shouldWriteRefusedRowsThatCanBeRepairedAndImported_whenRowsAreRefusedByEitherSide() throws IOException {
        // Given
        Path csv = file(
                directory,
                "talk.csv",
                "user.id;message;sentiment;createdAt",
                "a;fine;positive;2026-01-01T00:00:00Z",
                "b;\"two; lines\nof it\";angry;2026-01-01T00:00:00Z",
                "c;odd time;neutral;yesterday",
                "d;short",
                "e;fine too;positive;");
        try (FakeLoop server = new FakeLoop()) {
            // When
            ImportSummary summary = Importing.run(server, csv, MappingOptions.NONE);

            // Then
            assertThat(summary.progress().created()).isEqualTo(2);
            assertThat(summary.progress().refused()).isEqualTo(3);
            assertThat(summary.reasons()).hasSize(3).allMatch(reason -> reason.rows() == 1);
            Path refused = directory.resolve("talk.refused.csv");
            assertThat(summary.refusedFile()).contains(refused);
            assertThat(Files.readString(refused))
                    .contains("refused_line;refused_field;refused_problem;refused_remedy")
                    .contains("b;\"two; lines\nof it\";angry;2026-01-01T00:00:00Z;3;sentiment;is 'angry';")
                    .contains("c;odd time;neutral;yesterday;5;createdAt;is 'yesterday'")
                    .contains("d;short;;;6;;");

            // When repaired
            Files.writeString(
                    refused,
                    Files.readString(refused).replace("angry", "negative").replace("yesterday", "2026-01-02T00:00Z"));
            ImportSummary repaired = Importing.run(server, refused, MappingOptions.NONE);

            // Then
            assertThat(repaired.progress().created()).isEqualTo(2);
            assertThat(repaired.progress().refused()).isEqualTo(1);
            assertThat(server.itemList())
                    .anyMatch(item -> item.get("message").asText().equals("two; lines\nof it"));
        }
    }

    @Test
    void shouldGiveTheSameIdAgain_whenARefusedRowIsImportedUnchanged() throws IOException {
        // Given: refused for a word that a value map explains later
        Path ndjson =
                file(directory, "talk.ndjson", "{\"user\":{\"id\":\"a\"}, \"message\":\"m\",\"sentiment\":\"bad\"}");
        try (FakeLoop server = new FakeLoop()) {
            ImportSummary refused = Importing.run(server, ndjson, MappingOptions.NONE);
            MappingOptions explained = Importing.values(MappingOptions.NONE, "sentiment:bad=negative");

            // When
            ImportSummary again = Importing.run(server, refused.refusedFile().orElseThrow(), explained);
            ImportSummary original = Importing.run(server, ndjson, explained);

            // Then
            assertThat(refused.progress().refused()).isEqualTo(1);
            assertThat(again.progress().created()).isEqualTo(1);
            assertThat(original.progress().known()).isEqualTo(1);
        }
    }

    @Test
    void shouldTryAgainAsTheServerAsks_whenItIsBusy() throws IOException {
        try (FakeLoop server = new FakeLoop()) {
            // Given
            server.troubles.add(new Trouble(503, Map.of("Retry-After", "1")));
            server.troubles.add(new Trouble(429, Map.of()));
            List<String> waits = new ArrayList<>();
            Patience patient = new Patience(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(30));
            Path csv = file(directory, "a.csv", "user.id,message,sentiment", "u,ok,positive");

            // When
            long started = System.nanoTime();
            ImportSummary summary = Importing.run(server, csv, MappingOptions.NONE, patient, waits);

            // Then
            assertThat(summary.progress().created()).isEqualTo(1);
            assertThat(server.requests).hasValue(3);
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofSeconds(1));
            assertThat(waits).hasSize(2).first().asString().contains("503", "made by the test", "1.0 s");
        }
    }

    @Test
    void shouldCountAsNewWhatABrokenAttemptCreated_whenTheBatchIsSentAgain() throws IOException {
        try (FakeLoop server = new FakeLoop()) {
            // Given: the first row is taken, then the log of the server fails
            server.troubles.add(new Trouble(503, Map.of("Retry-After", "0"), 1));
            Path csv =
                    file(directory, "a.csv", "externalId,user.id,message,sentiment", "1,u,a,neutral", "2,u,b,neutral");

            // When
            Patience patient = new Patience(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(30));
            ImportSummary summary = Importing.run(server, csv, MappingOptions.NONE, patient, new ArrayList<>());

            // Then
            assertThat(summary.failure()).isEmpty();
            assertThat(summary.progress().created()).isEqualTo(2);
            assertThat(summary.progress().known()).isZero();
        }
    }

    @Test
    void shouldFailWithAdvice_whenTheServerIsAway() throws IOException {
        URI gone;
        try (FakeLoop server = new FakeLoop()) {
            gone = server.uri();
        }
        Path csv = file(directory, "a.csv", "user.id,message,sentiment", "u,ok,positive");
        try (RowSource source = RowSource.open(csv.toString(), Importing.FOUND_OUT);
                RowMapping mapping = new RowMapping(source, MappingOptions.NONE)) {
            ImportSummary summary = new FeedbackImport(
                            source, mapping, new RefusedRows(directory.resolve("r.csv"), source), progress -> {})
                    .run(new BatchSender(gone, "sk_x", Importing.SHORT, BatchSender.Manner.USUAL, wait -> {}));

            assertThat(summary.ending()).isEqualTo(Ending.FAILED);
            assertThat(summary.failure().orElseThrow()).contains(gone.toString(), "nobody answers", "loop up");
        }
    }

    @Test
    void shouldFailAtOnce_whenTheKeyIsWrong() throws IOException {
        Path csv = file(directory, "a.csv", "user.id,message,sentiment", "u,ok,positive");
        try (FakeLoop server = new FakeLoop();
                RowSource source = RowSource.open(csv.toString(), Importing.FOUND_OUT);
                RowMapping mapping = new RowMapping(source, MappingOptions.NONE)) {
            ImportSummary summary = new FeedbackImport(
                            source, mapping, new RefusedRows(directory.resolve("r.csv"), source), progress -> {})
                    .run(new BatchSender(
                            server.uri(), "sk_wrong", Importing.SHORT, BatchSender.Manner.USUAL, wait -> {}));

            assertThat(summary.ending()).isEqualTo(Ending.FAILED);
            assertThat(summary.failure().orElseThrow()).contains("401", "LOOP_SECRET_KEY");
            assertThat(server.requests).hasValue(1);
        }
    }

    @Test
    void shouldReadNoFurtherThanItSends_whenTheServerDoesNotAnswer() throws Exception {
        // Given: 60 MB, compressed to little; each batch holds 1 MiB
        Path file = directory.resolve("large.ndjson.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            byte[] line = ("{\"user\":{\"id\":\"u\"},\"sentiment\":\"neutral\",\"message\":\"" + "x".repeat(10_000)
                            + "\"}\n")
                    .getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 6_000; i++) {
                out.write(line);
            }
        }
        try (FakeLoop server = new FakeLoop();
                RowSource source = RowSource.open(file.toString(), Importing.FOUND_OUT);
                RowMapping mapping = new RowMapping(source, MappingOptions.NONE)) {
            server.permits.drainPermits();
            FeedbackImport running = new FeedbackImport(
                    source, mapping, new RefusedRows(directory.resolve("r.ndjson"), source), progress -> {});

            // When
            CompletableFuture<ImportSummary> summary = CompletableFuture.supplyAsync(() -> running.run(new BatchSender(
                    server.uri(), FakeLoop.KEY, Importing.SHORT, BatchSender.Manner.USUAL, wait -> {})));

            // Then: four batches are sent, and a fifth waits; nothing more is read
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> server.requests.get() == 4);

            // When
            running.stop();

            // Then
            assertThat(summary.get(10, TimeUnit.SECONDS).ending()).isEqualTo(Ending.STOPPED);
        }
    }

    @Test
    void shouldSayHowFarItIs_whenBatchesAreAnswered() throws IOException {
        List<String> lines = new ArrayList<>(List.of("user.id,message,sentiment"));
        for (int i = 0; i < 5_000; i++) {
            lines.add("u,m" + i + ",neutral");
        }
        Path csv = file(directory, "a.csv", lines.toArray(String[]::new));
        List<ImportProgress> seen = new ArrayList<>();
        try (FakeLoop server = new FakeLoop();
                RowSource source = RowSource.open(csv.toString(), Importing.FOUND_OUT);
                RowMapping mapping =
                        new RowMapping(source, map("user.id=user.id", "message=message", "sentiment=sentiment"))) {
            new FeedbackImport(source, mapping, new RefusedRows(directory.resolve("r.csv"), source), seen::add)
                    .run(new BatchSender(
                            server.uri(), FakeLoop.KEY, Importing.SHORT, BatchSender.Manner.USUAL, wait -> {}));
        }
        assertThat(seen).extracting(ImportProgress::rows).containsExactly(2_000L, 4_000L, 5_000L);
        assertThat(seen.get(2).bytesRead()).isEqualTo(Files.size(csv));
        assertThat(seen.get(2).bytesTotal()).contains(Files.size(csv));
    }

    @Test
    void shouldEndOnlyWhenAllIsCounted_whenCountingIsBehind() throws IOException {
        List<String> rows = new ArrayList<>(List.of("id,user,text,mood"));
        for (int i = 0; i < 4_500; i++) {
            rows.add(i + ",u,m,neutral");
        }
        Path file = file(directory, "many.csv", rows.toArray(String[]::new));
        try (FakeLoop server = new FakeLoop()) {
            server.behind.set(2);
            List<String> waits = new ArrayList<>();
            ImportSummary summary = Importing.run(
                    server,
                    file,
                    map("externalId=id", "user.id=user", "message=text", "sentiment=mood"),
                    new Patience(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(20)),
                    waits);
            assertThat(summary.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(summary.counted()).isTrue();
            assertThat(server.asked).containsExactly("0:3,1:7", "0:3,1:7", "0:3,1:7");
            assertThat(waits).anyMatch(line -> line.contains("counting"));
        }
    }

    @Test
    void shouldSaySo_whenItIsNotCountedInTime() throws IOException {
        Path file = file(directory, "one.csv", "id,user,text,mood", "1,u,m,neutral");
        try (FakeLoop server = new FakeLoop()) {
            server.behind.set(1_000_000);
            ImportSummary summary =
                    Importing.run(server, file, map("externalId=id", "user.id=user", "message=text", "sentiment=mood"));
            assertThat(summary.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(summary.progress().created()).isEqualTo(1);
            assertThat(summary.counted()).isFalse();
        }
    }
}
