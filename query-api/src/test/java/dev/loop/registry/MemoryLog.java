package dev.loop.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A log without Kafka. Events go through their bytes, and through compaction when asked. */
final class MemoryLog implements RegistryLog {

    private final SchemaRegistryState state;
    private final List<RegistryRecords.Bytes> records;

    MemoryLog() {
        this(List.of());
    }

    private MemoryLog(List<RegistryRecords.Bytes> records) {
        this.state = new SchemaRegistryState();
        this.records = new ArrayList<>(records);
        records.forEach(this::apply);
    }

    /** Returns the log as a process sees it that starts after only the newest record of each key is left. */
    MemoryLog compacted() {
        List<RegistryRecords.Bytes> left = new ArrayList<>();
        for (RegistryRecords.Bytes record : records) {
            left.removeIf(earlier -> java.util.Arrays.equals(earlier.key(), record.key()));
            left.add(record);
        }
        left.removeIf(record -> record.value() == null);
        return new MemoryLog(left);
    }

    List<String> texts() {
        return records.stream()
                .map(record ->
                        new String(record.key()) + " " + (record.value() == null ? "-" : new String(record.value())))
                .toList();
    }

    @Override
    public synchronized <T> T read(Function<SchemaRegistryState, T> question) {
        return question.apply(state);
    }

    @Override
    public synchronized <T> T write(Function<SchemaRegistryState, Decision<T>> decide) {
        Decision<T> decision = decide.apply(state);
        for (RegistryEvent event : decision.events()) {
            RegistryRecords.Bytes bytes = RegistryRecords.encode(event);
            records.add(bytes);
            apply(bytes);
        }
        return decision.answer();
    }

    private void apply(RegistryRecords.Bytes bytes) {
        try {
            RegistryRecords.decode(bytes.key(), bytes.value()).ifPresent(state::apply);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {}
}
