package dev.loop.schemas;

import java.time.Duration;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic of the design: its name, what its values are, how it is kept. Keys are UTF-8 strings everywhere.
 *
 * <p>Kafka's record time is the broker's clock ({@code LogAppendTime}) and never event time: a back-filled item of ten
 * years ago would otherwise be deleted by retention half a minute after it arrived. Event time is in the value.
 *
 * @param valueType the Avro record of its values, in the Confluent wire format; empty where values are raw bytes
 * @param retention how long records are kept; empty for ever. Never set together with compaction
 */
public record Topic<V extends SpecificRecord>(
        String name, Optional<Class<V>> valueType, Kind kind, Optional<Duration> retention) {

    /** What a topic is for, which settles how many partitions it has and whether it is compacted. */
    public enum Kind {
        /** Keyed by item or endpoint id, with as many partitions as all others of this kind; every record is kept. */
        LOG,
        /** As {@link #LOG}, but only the newest record of a key is kept. */
        TABLE,
        /** A small compacted table, one partition, read whole by every instance. */
        CONTROL,
        /** One partition, every record is kept. */
        SIDE
    }

    public boolean compacted() {
        return kind == Kind.TABLE || kind == Kind.CONTROL;
    }

    /** Whether it has as many partitions as the feedback sub-topology has tasks. */
    public boolean partitioned() {
        return kind == Kind.LOG || kind == Kind.TABLE;
    }
}
