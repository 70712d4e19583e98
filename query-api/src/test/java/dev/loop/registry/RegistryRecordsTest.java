package dev.loop.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The records of Confluent's own registry, written down from its classes SchemaKey, SchemaValue and so on. */
class RegistryRecordsTest {

    private static final SchemaBody BODY = new SchemaBody("\"string\"", List.of());

    private static Optional<RegistryEvent> decoded(String key, String value) throws IOException {
        return RegistryRecords.decode(
                key.getBytes(StandardCharsets.UTF_8), value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private static void same(RegistryEvent event, String key, String value) throws IOException {
        RegistryRecords.Bytes bytes = RegistryRecords.encode(event);
        assertThat(new String(bytes.key(), StandardCharsets.UTF_8)).isEqualTo(key);
        if (value == null) {
            assertThat(bytes.value()).isNull();
        } else {
            assertThat(new String(bytes.value(), StandardCharsets.UTF_8)).isEqualTo(value);
        }
        assertThat(decoded(key, value)).contains(event);
    }

    @Test
    void shouldBeConfluentsBytes_whenAVersionIsSaved() throws IOException {
        same(
                new RegistryEvent.VersionSaved(new SubjectVersion("a-value", 2, 7, BODY, false)),
                "{\"keytype\":\"SCHEMA\",\"subject\":\"a-value\",\"version\":2,\"magic\":1}",
                "{\"subject\":\"a-value\",\"version\":2,\"id\":7,\"schema\":\"\\\"string\\\"\",\"deleted\":false}");
        SchemaBody inParts = new SchemaBody("\"x.Y\"", List.of(new SchemaReference("x.Y", "y", 1)));
        same(
                new RegistryEvent.VersionSaved(new SubjectVersion("a", 1, 8, inParts, true)),
                "{\"keytype\":\"SCHEMA\",\"subject\":\"a\",\"version\":1,\"magic\":1}",
                "{\"subject\":\"a\",\"version\":1,\"id\":8,\"references\":[{\"name\":\"x.Y\",\"subject\":\"y\",\"version\":1}],"
                        + "\"schema\":\"\\\"x.Y\\\"\",\"deleted\":true}");
        same(
                new RegistryEvent.VersionForgotten("a", 1),
                "{\"keytype\":\"SCHEMA\",\"subject\":\"a\",\"version\":1,\"magic\":1}",
                null);
    }

    @Test
    void shouldBeConfluentsBytes_whenSomethingElseChanges() throws IOException {
        same(
                new RegistryEvent.SubjectDeleted("a", 3),
                "{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"a\",\"magic\":0}",
                "{\"subject\":\"a\",\"version\":3}");
        same(
                new RegistryEvent.CompatibilitySet(Optional.empty(), Optional.of(Compatibility.FULL)),
                "{\"keytype\":\"CONFIG\",\"magic\":0}",
                "{\"compatibilityLevel\":\"FULL\"}");
        same(
                new RegistryEvent.CompatibilitySet(Optional.of("a"), Optional.of(Compatibility.NONE)),
                "{\"keytype\":\"CONFIG\",\"subject\":\"a\",\"magic\":0}",
                "{\"subject\":\"a\",\"compatibilityLevel\":\"NONE\"}");
        same(
                new RegistryEvent.CompatibilitySet(Optional.of("a"), Optional.empty()),
                "{\"keytype\":\"CONFIG\",\"subject\":\"a\",\"magic\":0}",
                null);
        same(
                new RegistryEvent.ModeSet(Optional.empty(), Optional.of("READONLY")),
                "{\"keytype\":\"MODE\",\"magic\":0}",
                "{\"mode\":\"READONLY\"}");
    }

    @Test
    void shouldTakeThemAll_whenAGenuineRegistryWroteThem() throws IOException {
        assertThat(decoded("{\"keytype\":\"NOOP\",\"magic\":0}", null)).isEmpty();
        assertThat(decoded("{\"keytype\":\"CONTEXT\",\"tenant\":\"default\",\"context\":\".\",\"magic\":0}", "{}"))
                .isEmpty();
        // Older ones write the null.
        assertThat(decoded(
                        "{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0}",
                        "{\"compatibilityLevel\":\"BACKWARD\"}"))
                .contains(new RegistryEvent.CompatibilitySet(Optional.empty(), Optional.of(Compatibility.BACKWARD)));
        assertThat(
                        decoded(
                                "{\"keytype\":\"SCHEMA\",\"subject\":\"a\",\"version\":1,\"magic\":1}",
                                "{\"subject\":\"a\",\"version\":1,\"id\":1,\"md5\":\"eGY=\",\"schema\":\"\\\"string\\\"\",\"deleted\":false}"))
                .contains(new RegistryEvent.VersionSaved(new SubjectVersion("a", 1, 1, BODY, false)));
    }

    @Test
    void shouldSayWhatIsWrong_whenItIsNoRegistryRecord() {
        assertThatThrownBy(() -> decoded("{\"keytype\":\"SCHEMA\",\"subject\":\"a\",\"version\":1,\"magic\":1}", "{}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("subject");
        assertThatThrownBy(() -> decoded(
                        "{\"keytype\":\"SCHEMA\",\"subject\":\"a\",\"version\":1,\"magic\":1}",
                        "{\"subject\":\"a\",\"version\":1,\"id\":1,\"schemaType\":\"JSON\",\"schema\":\"{}\"}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("JSON");
        assertThatThrownBy(() -> decoded("nonsense", null)).isInstanceOf(IOException.class);
    }
}
