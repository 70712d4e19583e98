package dev.loop.connectors.connect;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Turns a record into the row of a PostgreSQL table, as Debezium's JDBC sink writes it.
 *
 * <ul>
 *   <li>The key, a string, becomes the columns of {@code key.columns}, split at the first slashes.
 *   <li>A nested record becomes columns with its field's name in front: {@code after_tag}.
 *   <li>Maps and arrays become {@code jsonb}, timestamps {@code timestamptz}; with {@code times=timestamp} timestamps
 *       stay unchanged, for sinks that know Kafka Connect's own types.
 *   <li>Texts of {@code lowercase} are written as the API writes them: {@code negative}.
 *   <li>With {@code columns}, only these are kept; those of {@code without} are left out.
 * </ul>
 *
 * <p>A null value stays null: the sink deletes the row of the key.
 *
 * <p>A record that fits no row is refused with {@link DataException}, so that it is set aside and does not stop the
 * sink: no key, a key of too few parts, NUL in a text, a time beyond the years 1 to 9999.
 */
public final class TableRow<R extends ConnectRecord<R>> implements Transformation<R> {

    private static final String KEY_COLUMNS = "key.columns";
    private static final String COLUMNS = "columns";
    private static final String WITHOUT = "without";
    private static final String LOWERCASE = "lowercase";
    private static final String TIMES = "times";
    private static final String ZONED = "zoned";
    private static final String TIMESTAMP = "timestamp";

    private static final ConfigDef CONFIG = new ConfigDef()
            .define(KEY_COLUMNS, Type.LIST, Importance.HIGH, "Columns of the key's parts.")
            .define(COLUMNS, Type.LIST, List.of(), Importance.MEDIUM, "Columns to keep; none for all.")
            .define(WITHOUT, Type.LIST, List.of(), Importance.MEDIUM, "Columns to leave out.")
            .define(LOWERCASE, Type.LIST, List.of(), Importance.MEDIUM, "Columns of words to write in lower case.")
            .define(
                    TIMES,
                    Type.STRING,
                    ZONED,
                    ValidString.in(ZONED, TIMESTAMP),
                    Importance.MEDIUM,
                    "As Debezium has them, or as Kafka Connect does.");

    private List<String> keyColumns = List.of();
    private Set<String> columns = Set.of();
    private Set<String> without = Set.of();
    private Set<String> lowercase = Set.of();
    private boolean plainTimes;
    private @Nullable Schema keySchema;
    /** The row maker of the latest schema; schemas change once in a release. */
    private @Nullable RowMaker maker;

    @Override
    public ConfigDef config() {
        return CONFIG;
    }

    @Override
    public void configure(Map<String, ?> configs) {
        AbstractConfig config = new AbstractConfig(CONFIG, configs, false);
        keyColumns = List.copyOf(config.getList(KEY_COLUMNS));
        columns = new HashSet<>(config.getList(COLUMNS));
        without = new HashSet<>(config.getList(WITHOUT));
        lowercase = new HashSet<>(config.getList(LOWERCASE));
        plainTimes = config.getString(TIMES).equals(TIMESTAMP);
        SchemaBuilder key = SchemaBuilder.struct();
        keyColumns.forEach(column -> key.field(column, Schema.STRING_SCHEMA));
        keySchema = key.build();
    }

    @Override
    public R apply(R record) {
        Struct key = key(record);
        if (record.value() == null) {
            return record.newRecord(
                    record.topic(), record.kafkaPartition(), key.schema(), key, null, null, record.timestamp());
        }
        if (!(record.value() instanceof Struct value)) {
            throw new DataException("The value is no record but a "
                    + record.value().getClass().getSimpleName() + "; is value.converter set?");
        }
        RowMaker known = maker;
        if (known == null || known.source() != value.schema()) {
            known = new RowMaker(value.schema(), columns, without, lowercase, plainTimes);
            maker = known;
        }
        Struct row = known.row(value);
        return record.newRecord(
                record.topic(), record.kafkaPartition(), key.schema(), key, row.schema(), row, record.timestamp());
    }

    private Struct key(R record) {
        if (!(record.key() instanceof String text)) {
            throw new DataException("The key is " + (record.key() == null ? "missing" : "no text")
                    + ", so there is no row that this could be");
        }
        String[] parts = text.split("/", keyColumns.size());
        if (parts.length < keyColumns.size()) {
            throw new DataException("The key has " + parts.length + " parts of " + String.join("/", keyColumns));
        }
        Struct key = new Struct(requireNonNull(keySchema, "configure() comes first"));
        for (int i = 0; i < parts.length; i++) {
            key.put(keyColumns.get(i), Storable.text(parts[i]));
        }
        return key;
    }

    @Override
    public void close() {}
}
