package dev.loop.connectors.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowIdentityTest {

    private static final MappingOptions STARS = Importing.values(
            Importing.map("message=message", "sentiment=stars"),
            "sentiment:1..2=negative",
            "sentiment:3=neutral",
            "sentiment:4..5=positive");

    private static final String[] WORDS = {"Good", "Great app", "Bad", "Crashes", ""};

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldLoseNoRowAndTakeNoneTwice_whenFilesShareRows(long seed) throws IOException {
        // Given: months of short reviews, whose rows repeat within a file and over files
        Random random = new Random(seed);
        try (FakeLoop server = new FakeLoop()) {
            long rows = 0;
            List<Path> files = new ArrayList<>();
            Set<String> different = new HashSet<>();
            for (int month = 0; month < 4; month++) {
                StringBuilder text = new StringBuilder("message,stars\n");
                int number = 1 + random.nextInt(60);
                for (int i = 0; i < number; i++) {
                    text.append(WORDS[random.nextInt(WORDS.length)])
                            .append(',')
                            .append(1 + random.nextInt(5))
                            .append('\n');
                }
                // Two random files may be equal, and then are the same import.
                if (different.add(text.toString())) {
                    Path home = Files.createDirectories(directory.resolve("month" + month));
                    files.add(Files.writeString(home.resolve("reviews.csv"), text));
                    rows += number;
                }
            }
            MappingOptions options = Importing.set(STARS, "user.id=anon");

            // When each is imported, and again in another order
            for (Path file : files) {
                assertThat(Importing.run(server, file, options).progress().known())
                        .isZero();
            }
            java.util.Collections.shuffle(files, random);
            for (Path file : files) {
                assertThat(Importing.run(server, file, options).progress().created())
                        .isZero();
            }

            // Then
            assertThat(server.items).hasSize((int) rows);
        }
    }

    @Test
    void shouldTakeInBoth_whenFilesOfOneContentAreOfDifferentThings() throws IOException {
        String rows = "message,stars\nGreat app,5\nGreat app,5\nBad,1\n";
        Path a = Files.writeString(directory.resolve("a.csv"), rows);
        Path b = Files.writeString(directory.resolve("b.csv"), rows);
        try (FakeLoop server = new FakeLoop()) {
            Importing.run(server, a, Importing.set(STARS, "user.id=anon", "tag=app-a"));
            Importing.run(server, a, Importing.set(STARS, "user.id=anon", "tag=app-b"));
            Importing.run(server, b, Importing.set(STARS, "user.id=anon", "tag=app-b"));

            assertThat(server.items).hasSize(9);
        }
    }

    @Test
    void shouldChangeNothing_whenTheFileIsCompressedOrLiesElsewhere() throws IOException {
        String rows = "message,stars\nGreat app,5\nBad,1\n";
        Path plain = Files.writeString(directory.resolve("a.csv"), rows);
        Path packed = Files.createDirectories(directory.resolve("archive")).resolve("a.csv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(rows.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        MappingOptions options = Importing.set(STARS, "user.id=anon");
        try (FakeLoop server = new FakeLoop()) {
            Importing.run(server, plain, options);

            assertThat(Importing.run(server, packed, options).progress().known())
                    .isEqualTo(2);
        }
    }
}
