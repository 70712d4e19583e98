package dev.loop.topology.run;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * Starts Kafka Streams, which opens the stores on disk before it returns, on a thread of its own: the rest of the
 * process starts meanwhile.
 */
final class Opening {

    private final Thread thread;
    private volatile @Nullable RuntimeException failure;

    private Opening(KafkaStreams streams) {
        this.thread = new Thread(() -> open(streams), "streams-start");
    }

    static Opening of(KafkaStreams streams) {
        var opening = new Opening(streams);
        opening.thread.start();
        return opening;
    }

    private void open(KafkaStreams streams) {
        try {
            streams.start();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Waits for the start, since Kafka Streams cannot be closed well during it. */
    void await(Duration atMost) {
        try {
            thread.join(atMost.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
