package dev.loop.connectors.analyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.topology.theme.ThemesInMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How well themes agree with the reasons that people gave to complaints about airlines, with the real encoder. */
class ThemeFiguresTest {

    /** Those that are read; the documentation has the figures of more, by {@code -Dloop.themes=2529}. */
    private static final int MEASURED = Integer.getInteger("loop.themes", 600);

    /** The least items of a theme that counts: ten of 2,529. Fewer complaints make smaller themes. */
    private static final int HELD_FROM = Math.max(3, MEASURED / 250);

    private static final double LOWEST_V = 0.35;
    private static final double LOWEST_PURITY = 0.65;
    private static final double LOWEST_HELD = 0.27;

    @TempDir
    private static Path files;

    private static EncoderProcess encoder;

    /** An item, and the reason that people gave. */
    private record Complaint(Feedback item, String reason) {}

    @BeforeAll
    static void start() {
        assumeTrue(data().isPresent(), "The airline tweets are not here: how good themes are was NOT measured");
        encoder = EncoderProcess.start(EncoderProgram.ofSystem(), List.of("en"), files, () -> {});
        await().atMost(Duration.ofMinutes(3)).until(encoder::ready);
    }

    @AfterAll
    static void stop() {
        if (encoder != null) {
            encoder.close();
        }
    }

    private static Optional<Path> data() {
        String named = System.getenv("LOOP_SHARED_DATA");
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = (named == null ? at.resolve("../shared/data").normalize() : Path.of(named))
                    .resolve("airline-tweets.csv");
            if (Files.exists(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    @Test
    void shouldAgreeWithTheReasonsOfPeople_inWhicheverOrderPartitionsAreRead() throws IOException {
        List<Complaint> complaints = complaints(data().orElseThrow());
        assertThat(complaints).hasSize(MEASURED);

        Figures once = figures(complaints);
        List<Complaint> mixed = new ArrayList<>(complaints);
        Collections.shuffle(mixed, new Random(4));
        Figures otherwise = figures(mixed);

        System.out.println("Themes of " + MEASURED + " complaints: " + once + "; in another order: " + otherwise);
        for (Figures figures : List.of(once, otherwise)) {
            assertThat(figures.v()).as("%s", figures).isGreaterThan(LOWEST_V);
            assertThat(figures.purity()).as("%s", figures).isGreaterThan(LOWEST_PURITY);
            assertThat(figures.held()).as("%s", figures).isGreaterThan(LOWEST_HELD);
        }
    }

    private static List<Complaint> complaints(Path file) throws IOException {
        List<Complaint> complaints = new ArrayList<>();
        List<NamedCsvRecord> rows;
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            rows = reader.stream()
                    .filter(row -> row.getField("airline_sentiment").equals("negative")
                            && !row.getField("negativereason").isEmpty()
                            && !row.getField("negativereason").equals("Can't Tell"))
                    .collect(Collectors.toCollection(ArrayList::new));
        }
        // The file is by airline.
        Collections.shuffle(rows, new Random(1));
        for (NamedCsvRecord row : rows) {
            String message = row.getField("text");
            Optional<ByteBuffer> vector = Meanings.vector(encoder.encode(Meanings.words(message)));
            if (vector.isPresent() && complaints.size() < MEASURED) {
                complaints.add(new Complaint(item(row, message, vector.get()), row.getField("negativereason")));
            }
            if (complaints.size() == MEASURED) {
                break;
            }
        }
        return complaints;
    }

    private static Feedback item(NamedCsvRecord row, String message, ByteBuffer vector) {
        return Feedback.newBuilder()
                .setId("fb_" + row.getStartingLineNumber())
                .setProject("default")
                .setUserId(row.getField("name"))
                .setMessage(message)
                .setSentiment(Sentiment.NEGATIVE)
                .setStatus(Status.OPEN)
                .setCreatedAt(Instant.EPOCH)
                .setReceivedAt(Instant.EPOCH)
                .setUpdatedAt(Instant.EPOCH)
                .setLanguage("en")
                .setRevision(1)
                .setVector(vector)
                .build();
    }

    private record Figures(double v, double purity, double held, int themes) {}

    private static Figures figures(List<Complaint> complaints) {
        var themes = new ThemesInMemory();
        complaints.forEach(complaint -> themes.take(complaint.item()));
        Map<String, List<String>> byTheme = new HashMap<>();
        for (Complaint complaint : complaints) {
            themes.themeOf(complaint.item().getId())
                    .ifPresent(theme -> byTheme.computeIfAbsent(theme, first -> new ArrayList<>())
                            .add(complaint.reason()));
        }
        byTheme.values().removeIf(items -> items.size() < HELD_FROM);
        themes.shown().stream()
                .filter(theme -> byTheme.containsKey(theme.getId()))
                .forEach(theme -> System.out.println(theme.getItems() + " " + theme.getWords() + " «"
                        + theme.getCentral().orElse("") + "» " + counts(byTheme.get(theme.getId()))));
        List<String> held = byTheme.values().stream().flatMap(List::stream).toList();
        double pure = byTheme.values().stream()
                .mapToLong(items -> Collections.max(counts(items).values()))
                .sum();
        double ofReasons = entropy(counts(held).values().stream().toList(), held.size());
        double ofThemes = entropy(
                byTheme.values().stream().map(items -> (long) items.size()).toList(), held.size());
        double left = byTheme.values().stream()
                .mapToDouble(items -> (double) items.size()
                        / held.size()
                        * entropy(List.copyOf(counts(items).values()), items.size()))
                .sum();
        double homogeneity = 1 - left / ofReasons;
        double completeness = (ofReasons - left) / ofThemes;
        return new Figures(
                2 * homogeneity * completeness / (homogeneity + completeness),
                pure / held.size(),
                (double) held.size() / complaints.size(),
                byTheme.size());
    }

    private static Map<String, Long> counts(List<String> reasons) {
        return reasons.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static double entropy(List<Long> counts, double all) {
        return counts.stream()
                .mapToDouble(count -> -count / all * Math.log(count / all))
                .sum();
    }
}
