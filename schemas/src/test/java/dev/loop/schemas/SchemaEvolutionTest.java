package dev.loop.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loop.schemas.wire.SchemaText;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every schema that was ever released reads today's records, and today's schemas read theirs.
 *
 * <p>The released ones are in {@code src/test/resources/schemas-of/<version>/<topic>.avsc}. A release adds a directory:
 * this test writes today's into {@code target/schemas-of/next}; copy it to {@code
 * src/test/resources/schemas-of/<version>}. What is there already is never changed.
 */
class SchemaEvolutionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final SchemaValidator VALIDATOR =
            new SchemaValidatorBuilder().mutualReadStrategy().validateAll();

    static Stream<Topic<?>> topicsWithSchemas() {
        return Topics.all().stream().filter(topic -> topic.valueType().isPresent());
    }

    @ParameterizedTest
    @MethodSource("topicsWithSchemas")
    void shouldReadAndBeReadByAllReleases_whenASchemaHasChanged(Topic<?> topic) throws Exception {
        Schema today = today(topic);
        for (Path release : releases()) {
            Path file = release.resolve(topic.name() + ".avsc");
            if (Files.exists(file)) {
                check(
                        today,
                        new Schema.Parser().parse(Files.readString(file)),
                        release.getFileName() + "/" + topic.name());
            }
        }
    }

    @Test
    void shouldHaveAllSchemas_whenWeLookAtTheNewestRelease() throws Exception {
        List<Path> releases = releases();
        assertThat(releases).isNotEmpty();
        Path next = Files.createDirectories(Path.of("target", "schemas-of", "next"));
        for (Topic<?> topic : topicsWithSchemas().toList()) {
            assertThat(releases)
                    .as("no release has %s.avsc: copy it from %s", topic.name(), next.toAbsolutePath())
                    .anyMatch(release -> Files.exists(release.resolve(topic.name() + ".avsc")));
        }
    }

    @ParameterizedTest
    @MethodSource("topicsWithSchemas")
    void shouldWriteTodaysSchemas_soThatAReleaseCanKeepThem(Topic<?> topic) throws IOException {
        Path next = Files.createDirectories(Path.of("target", "schemas-of", "next"));
        String pretty =
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(SchemaText.of(today(topic))));
        Path file = next.resolve(topic.name() + ".avsc");
        Files.writeString(file, pretty + "\n");
        assertThat(new Schema.Parser().parse(Files.readString(file)))
                .isEqualTo(new Schema.Parser().parse(SchemaText.of(today(topic))));
    }

    @Test
    void shouldNameThePlace_whenASchemaIsNotCompatible() {
        Schema old = new Schema.Parser().parse("""
                {"type":"record","name":"A","fields":[]}""");
        Schema changed = new Schema.Parser().parse("""
                {"type":"record","name":"A","fields":[{"name":"needed","type":"int"}]}""");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> check(changed, old, "0.0.0/a"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0.0.0/a")
                .hasMessageContaining("/fields/0")
                .hasMessageContaining("needed");
    }

    private static Schema today(Topic<?> topic) {
        Class<? extends SpecificRecord> type = topic.valueType().orElseThrow();
        return SpecificData.get().getSchema(type);
    }

    private static void check(Schema today, Schema released, String what) {
        try {
            VALIDATOR.validate(today, List.of(released));
        } catch (SchemaValidationException e) {
            fail("Today's schema and " + what + " do not read each other. Today's as reader: "
                    + places(today, released) + ". The released one as reader: " + places(released, today)
                    + ". A new field needs a default; a field, symbol or type is never renamed or taken away.");
        }
    }

    private static String places(Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (result.getType() == SchemaCompatibilityType.COMPATIBLE) {
            return "fine";
        }
        return result.getResult().getIncompatibilities().stream()
                .map(problem -> problem.getType() + " at " + problem.getLocation() + " (" + problem.getMessage() + ")")
                .collect(Collectors.joining(", "));
    }

    private static List<Path> releases() throws IOException, URISyntaxException {
        URL root = SchemaEvolutionTest.class.getResource("/schemas-of");
        try (Stream<Path> directories = Files.list(Path.of(root.toURI()))) {
            return directories.sorted().toList();
        }
    }
}
