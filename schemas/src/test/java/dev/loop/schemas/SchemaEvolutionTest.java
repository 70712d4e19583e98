package dev.loop.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.SchemaText;
import dev.loop.schemas.wire.WireSerdes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every schema that ever wrote a record reads today's records, and today's schemas read theirs: an instance of the
 * version before runs beside a new one while they are replaced one by one, and what it wrote is kept.
 *
 * <p>They are in {@code src/test/resources/schemas-of/<version>/<topic>.avsc}. A change of a schema adds the changed files
 * in a new directory: this test writes today's into {@code target/schemas-of/next}; copy them, and add the lines of {@code
 * target/schemas-of/fingerprints.txt}. A file that is there already is never changed, which its fingerprint holds.
 *
 * <p>Three things are beyond old instances: a judgement, an item whose sentiment nobody said, and a theme. They set such
 * a command aside; {@link #readable} takes it out.
 */
class SchemaEvolutionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path MADE = Path.of("target", "schemas-of");
    private static final long SEED = 20_261_130;
    private static final int RECORDS = 100;
    /** A zero and the id of the schema. */
    private static final int WIRE_HEAD = 5;

    private static final String JUDGE = "dev.loop.schemas.avro.Judge";
    private static final String JOIN_THEME = "dev.loop.schemas.avro.JoinTheme";

    private static final SchemaValidator VALIDATOR =
            new SchemaValidatorBuilder().mutualReadStrategy().validateAll();

    /** A schema as it was, by the version and the topic. */
    record Frozen(String version, String topic, Path file) {
        Schema schema() {
            return new Schema.Parser().parse(text());
        }

        String text() {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return version + "/" + topic + ".avsc";
        }
    }

    /** A topic, and a schema that its records had once. */
    record Once(Topic<?> topic, Frozen frozen) {}

    static Stream<Topic<?>> topicsWithSchemas() {
        return Topics.all().stream().filter(topic -> topic.valueType().isPresent());
    }

    static Stream<Once> allOfAllTopics() {
        return topicsWithSchemas().flatMap(topic -> frozen(topic).stream().map(frozen -> new Once(topic, frozen)));
    }

    @ParameterizedTest
    @MethodSource("allOfAllTopics")
    void shouldReadAndBeRead_whenASchemaHasChanged(Once once) {
        Schema today = today(once.topic());
        Schema old = once.frozen().schema();
        check(readable(today, old), old, once.frozen().toString());
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(today, old)
                        .getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    /** A record of an old instance passes through a new one and comes back as it was. */
    @ParameterizedTest
    @MethodSource("allOfAllTopics")
    <V extends SpecificRecord> void shouldKeepEveryField_whenAnOldRecordIsReadAndWrittenAgain(Once once)
            throws Exception {
        @SuppressWarnings("unchecked")
        Topic<V> topic = (Topic<V>) once.topic();
        Schema old = once.frozen().schema();
        SchemaRegistryClient registry = new InMemorySchemaRegistry();
        int id = registry.register(topic.name() + "-value", old);
        Serde<V> serde = WireSerdes.of(topic, registry);
        for (Object record : new RandomData(GenericData.get(), old, RECORDS, SEED, false)) {
            byte[] before = avro(old, record);
            V read = serde.deserializer().deserialize(topic.name(), wire(id, before));
            byte[] again = serde.serializer().serialize(topic.name(), read);
            assertThat(generic(today(topic), old, again, WIRE_HEAD))
                    .as("seed %d", SEED)
                    .isEqualTo(generic(old, old, before, 0));
        }
    }

    /** A record of a new instance is read by an old one, with all the fields that it knows. */
    @ParameterizedTest
    @MethodSource("allOfAllTopics")
    void shouldBeRead_whenANewRecordReachesAnOldInstance(Once once) throws Exception {
        Schema old = once.frozen().schema();
        Schema today = today(once.topic());
        for (Object record : new RandomData(GenericData.get(), readable(today, old), RECORDS, SEED, false)) {
            GenericRecord read = quick(today, old, avro(today, record));
            for (Schema.Field field : old.getFields()) {
                Schema.Field now = today.getField(field.name());
                if (text(now.schema()).equals(text(field.schema()))) {
                    assertThat(read.get(field.name()))
                            .as("%s, seed %d", field.name(), SEED)
                            .isEqualTo(generic(today, today, avro(today, record), 0)
                                    .get(field.name()));
                }
            }
        }
    }

    /** The command goes to the dead letters, and no other one does. */
    @ParameterizedTest
    @MethodSource("allOfAllTopics")
    void shouldBeRefused_whenACommandIsBeyondAnOldInstance(Once once) throws Exception {
        Schema old = once.frozen().schema();
        Schema today = today(once.topic());
        if (readable(today, old).equals(today)) {
            return;
        }
        int refused = 0;
        for (Object record : new RandomData(GenericData.get(), today, RECORDS, SEED, false)) {
            var body = (GenericRecord) ((GenericRecord) record).get("body");
            List<String> known = names(old.getField("body").schema());
            boolean beyond = !known.contains(body.getSchema().getFullName())
                    || !known.contains(JUDGE)
                            && body.getSchema().getName().equals("Create")
                            && body.get("sentiment") == null;
            byte[] bytes = avro(today, record);
            if (beyond) {
                refused++;
                assertThatThrownBy(() -> quick(today, old, bytes)).isInstanceOf(AvroRuntimeException.class);
            } else {
                assertThat(quick(today, old, bytes).get("id"))
                        .hasToString(String.valueOf(((GenericRecord) record).get("id")));
            }
        }
        assertThat(refused).isBetween(1, RECORDS - 1);
    }

    @ParameterizedTest
    @MethodSource("topicsWithSchemas")
    void shouldBeFrozen_whateverASchemaIsToday(Topic<?> topic) throws IOException {
        Path next = Files.createDirectories(MADE.resolve("next")).resolve(topic.name() + ".avsc");
        Files.writeString(next, pretty(text(today(topic))) + "\n");

        List<Frozen> all = frozen(topic);
        assertThat(all)
                .as("nothing is frozen of %s: copy %s", topic.name(), next.toAbsolutePath())
                .isNotEmpty();
        Frozen newest = all.get(all.size() - 1);
        assertThat(pretty(newest.text()))
                .as(
                        "The schema of %s is no longer that of %s: copy %s into a new directory",
                        topic.name(), newest, next)
                .isEqualTo(pretty(text(today(topic))));
    }

    @Test
    void shouldStayAsItWas_whenItIsFrozen() throws Exception {
        List<String> fingerprints = new ArrayList<>();
        for (Topic<?> topic : topicsWithSchemas().toList()) {
            for (Frozen one : frozen(topic)) {
                byte[] hash =
                        MessageDigest.getInstance("SHA-256").digest(one.text().getBytes(StandardCharsets.UTF_8));
                fingerprints.add(HexFormat.of().formatHex(hash) + "  " + one);
            }
        }
        Collections.sort(fingerprints);
        Files.write(Files.createDirectories(MADE).resolve("fingerprints.txt"), fingerprints);

        assertThat(fingerprints)
                .as("A frozen schema is never changed; a new one has its line in fingerprints.txt")
                .isEqualTo(Files.readAllLines(root().resolve("fingerprints.txt")));
    }

    @Test
    void shouldNameThePlace_whenASchemaIsNotCompatible() {
        Schema old = new Schema.Parser().parse("""
                {"type":"record","name":"A","fields":[]}""");
        Schema changed = new Schema.Parser().parse("""
                {"type":"record","name":"A","fields":[{"name":"needed","type":"int"}]}""");
        assertThatThrownBy(() -> check(changed, old, "0.0.0/a"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0.0.0/a")
                .hasMessageContaining("/fields/0")
                .hasMessageContaining("needed");
    }

    private static Schema today(Topic<?> topic) {
        Class<? extends SpecificRecord> type = topic.valueType().orElseThrow();
        return new Schema.Parser().parse(SchemaText.of(SpecificData.get().getSchema(type)));
    }

    /** Returns today's schema without what an old instance cannot read, where it cannot. */
    private static Schema readable(Schema today, Schema old) {
        Schema.Field body = old.getField("body");
        if (!today.getName().equals("FeedbackCommand") || names(body.schema()).contains(JOIN_THEME)) {
            return today;
        }
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(text(today));
            for (JsonNode field : json.get("fields")) {
                if (!field.get("name").asText().equals("body")) {
                    continue;
                }
                ArrayNode bodies = (ArrayNode) field.get("type");
                bodies.remove(bodies.size() - 1);
                if (names(body.schema()).contains(JUDGE)) {
                    continue;
                }
                for (JsonNode said : bodies.get(0).get("fields")) {
                    if (said.get("name").asText().equals("sentiment")) {
                        ((ObjectNode) said).set("type", said.get("type").get(1));
                        ((ObjectNode) said).remove("default");
                    }
                }
                bodies.remove(bodies.size() - 1);
            }
            return new Schema.Parser().parse(json.toString());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static List<String> names(Schema union) {
        return union.getTypes().stream().map(Schema::getFullName).toList();
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

    private static byte[] wire(int id, byte[] avro) {
        return ByteBuffer.allocate(WIRE_HEAD + avro.length)
                .put((byte) 0)
                .putInt(id)
                .put(avro)
                .array();
    }

    private static byte[] avro(Schema schema, Object record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(schema).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static GenericRecord generic(Schema writer, Schema reader, byte[] bytes, int from) throws IOException {
        return new GenericDatumReader<GenericRecord>(writer, reader)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null));
    }

    /** Reads as {@code RecordDecoder} does. */
    private static GenericRecord quick(Schema writer, Schema reader, byte[] bytes) throws IOException {
        return GenericData.get()
                .getFastReaderBuilder()
                .<GenericRecord>createDatumReader(writer, reader)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }

    private static String text(Schema schema) {
        return SchemaText.of(schema);
    }

    private static String pretty(String json) throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(json));
    }

    /** Returns the schemas that a topic had, the oldest first. */
    private static List<Frozen> frozen(Topic<?> topic) {
        try (Stream<Path> directories = Files.list(root())) {
            return directories
                    .map(directory -> directory.resolve(topic.name() + ".avsc"))
                    .filter(Files::exists)
                    .map(file -> new Frozen(file.getParent().getFileName().toString(), topic.name(), file))
                    .sorted(Comparator.comparing(one -> Version.parse(one.version())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            return Path.of(SchemaEvolutionTest.class.getResource("/schemas-of").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
