package dev.loop.schemas;

import java.time.Duration;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic: its name, the type of its values, its retention. Keys are UTF-8 strings everywhere.
 *
 * <p>Kafka's record time is the broker's clock ({@code LogAppendTime}) and never event time: a back-filled item of ten
 * years ago would otherwise be deleted by retention half a minute after it arrived. Event time is in the value.
 *
 * @param valueType the Avro record of its values, in the Confluent wire format; empty where values are raw bytes
 * @param retention how long records are kept; empty for ever. Never set together with compaction
 */
public record Topic<V extends SpecificRecord>(
        String name, Optional<Class<V>> valueType, Kind kind, Optional<Duration> retention) {

    /** The purpose of a topic, which settles its number of partitions and whether it is compacted. */
    public enum Kind {
        /**
         * Every record is kept. Keys are ids of items or endpoints; all topics of this kind have the same number of
         * partitions.
         */
        LOG,
        /** Only the newest record of a key is kept; there are as many partitions as {@link #LOG} has. */
        TABLE,
        /** A small compacted table of one partition, which every instance reads whole. */
        CONTROL,
        /** Every record is kept, in one partition. */
        SIDE
    }

    public boolean compacted() {
        return kind == Kind.TABLE || kind == Kind.CONTROL;
    }

    /** Returns whether the topic has as many partitions as the feedback sub-topology has tasks. */
    public boolean partitioned() {
        return kind == Kind.LOG || kind == Kind.TABLE;
    }
}
