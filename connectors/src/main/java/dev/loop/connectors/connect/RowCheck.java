package dev.loop.connectors.connect;

import dev.loop.schemas.wire.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether one of Loop's connectors would make a row of a record, or set it aside, by asking the connector's own
 * converter and transformation.
 */
public final class RowCheck {

    private static final String TRANSFORMATION = "transforms.row.";

    private final WireConverter converter;
    private final TableRow<SinkRecord> row = new TableRow<>();

    public RowCheck(ConnectorFile file, SchemaRegistryClient registry) {
        converter = new WireConverter(registry);
        Map<String, String> settings = new HashMap<>();
        file.config().forEach((key, value) -> {
            if (key.startsWith(TRANSFORMATION)) {
                settings.put(key.substring(TRANSFORMATION.length()), value);
            }
        });
        row.configure(settings);
    }

    /** Returns true also while the registry cannot be asked, since the connector waits then. */
    public boolean makesRow(ConsumerRecord<byte @Nullable [], byte @Nullable []> record) {
        try {
            SchemaAndValue value = converter.toConnectData(record.topic(), record.value());
            byte @Nullable [] key = record.key();
            row.apply(new SinkRecord(
                    record.topic(),
                    record.partition(),
                    Schema.OPTIONAL_STRING_SCHEMA,
                    key == null ? null : new String(key, StandardCharsets.UTF_8),
                    value.schema(),
                    value.value(),
                    record.offset()));
            return true;
        } catch (DataException setAside) {
            return false;
        } catch (RetriableException later) {
            return true;
        }
    }
}
