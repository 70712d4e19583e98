package dev.loop.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.schemas.avro.Account;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerializerSettingsTest {

    private static final String URL = "schema.registry.url";

    private static final Schema OLD = new Schema.Parser().parse("""
            {"type":"record","name":"Point","fields":[{"name":"x","type":"int"},{"name":"y","type":"int"}]}""");
    private static final Schema NEW = new Schema.Parser().parse("""
            {"type":"record","name":"Point","fields":[
              {"name":"z","type":"int","default":7},{"name":"y","type":"int"},{"name":"x","type":"int"}]}""");

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final Account account = RandomRecords.of(Account.class, 1, 1).get(0);

    @Test
    void shouldShareARegistry_whenTheMockScopeIsTheSame() {
        ConfluentAvroSerializer serializer = new ConfluentAvroSerializer();
        serializer.configure(Map.of(URL, "mock://shared"), false);
        ConfluentAvroDeserializer deserializer = new ConfluentAvroDeserializer();
        deserializer.configure(Map.of(URL, List.of("mock://shared"), "specific.avro.reader", "true"), false);
        ConfluentAvroDeserializer elsewhere = new ConfluentAvroDeserializer();
        elsewhere.configure(Map.of(URL, "mock://elsewhere"), false);

        byte[] bytes = serializer.serialize("accounts", account);
        assertThat(deserializer.deserialize("accounts", bytes)).isEqualTo(account);
        assertThatThrownBy(() -> elsewhere.deserialize("accounts", bytes)).isInstanceOf(UnknownSchemaIdException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "TopicNameStrategy, false, accounts-value",
        "io.confluent.kafka.serializers.subject.TopicNameStrategy, true, accounts-key",
        "io.confluent.kafka.serializers.subject.RecordNameStrategy, false, dev.loop.schemas.avro.Account",
        "TopicRecordNameStrategy, false, accounts-dev.loop.schemas.avro.Account"
    })
    void shouldRegisterUnderTheSubject_whenAStrategyIsNamed(String strategy, boolean key, String subject) {
        ConfluentAvroSerializer serializer = new ConfluentAvroSerializer(registry);
        serializer.configure(Map.of((key ? "key" : "value") + ".subject.name.strategy", strategy), key);
        serializer.serialize("accounts", account);
        assertThat(registry.latest(subject).version()).isOne();
    }

    @Test
    void shouldNameTheStrategies_whenItKnowsNoSuchOne() {
        ConfluentAvroSerializer serializer = new ConfluentAvroSerializer(registry);
        assertThatThrownBy(() -> serializer.configure(Map.of("value.subject.name.strategy", "a.b.Mine"), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a.b.Mine")
                .hasMessageContaining("RecordNameStrategy");
    }

    @Test
    void shouldRegisterNothing_whenToldNotTo() {
        ConfluentAvroSerializer serializer = new ConfluentAvroSerializer(registry);
        serializer.configure(Map.of("auto.register.schemas", "false"), false);
        assertThatThrownBy(() -> serializer.serialize("accounts", account))
                .isInstanceOf(RegistryRefusedException.class);
        registry.register("accounts-value", Account.getClassSchema());
        assertThat(serializer.serialize("accounts", account)).isNotEmpty();
    }

    @Test
    void shouldTranslateByName_whenTheLatestVersionIsAskedFor() {
        registry.register("points-value", OLD);
        registry.register("points-value", NEW);
        ConfluentAvroSerializer serializer = new ConfluentAvroSerializer(registry);
        serializer.configure(Map.of("use.latest.version", true, "auto.register.schemas", false), false);
        GenericRecord old = new GenericData.Record(OLD);
        old.put("x", 1);
        old.put("y", 2);

        byte[] bytes = serializer.serialize("points", old);

        assertThat(WireFormat.schemaId(bytes))
                .isEqualTo(registry.latest("points-value").id());
        assertThat(new ConfluentAvroDeserializer(registry)
                        .deserialize("points", bytes)
                        .toString())
                .isEqualTo("{\"z\": 7, \"y\": 2, \"x\": 1}");
    }

    @Test
    void shouldRegisterNoJavaProperty_whenStringsAreJavaStrings() {
        assertThat(Account.getClassSchema().toString()).contains("avro.java.string");
        new ConfluentAvroSerializer(registry).serialize("accounts", account);
        Schema registered = registry.latest("accounts-value").schema();
        assertThat(registered.toString())
                .doesNotContain("avro.java.string")
                .contains("\"name\":\"id\",\"type\":\"string\"")
                .contains(Account.getClassSchema().getDoc());
    }

    @Test
    void shouldSayWhatIsMissing_whenThereIsNoUrl() {
        assertThatThrownBy(() -> new ConfluentAvroSerializer().configure(Map.of(), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(URL);
        assertThatThrownBy(() -> new ConfluentAvroSerializer().configure(Map.of(URL, "localhost:8081"), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(URL);
    }

    @Test
    void shouldTakeOurOwnClasses_whenTheyAreNamedInTheConfiguration() {
        var serde = WireSerdes.of(
                dev.loop.schemas.Topics.ACCOUNTS,
                Map.of(
                        URL,
                        "mock://named",
                        WireSerdes.SERIALIZER,
                        ConfluentAvroSerializer.class.getName(),
                        WireSerdes.DESERIALIZER,
                        ConfluentAvroDeserializer.class));
        assertThat(serde.deserializer().deserialize("", serde.serializer().serialize("", account)))
                .isEqualTo(account);
        assertThatThrownBy(() -> WireSerdes.of(
                        dev.loop.schemas.Topics.ACCOUNTS, Map.of(URL, "mock://named", WireSerdes.SERIALIZER, "a.b.C")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a.b.C");
    }
}
