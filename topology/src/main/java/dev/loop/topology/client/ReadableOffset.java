package dev.loop.topology.client;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Finds where a log can be read on behind what is damaged in it. */
public final class ReadableOffset {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int LOOKS = 25;

    private final Consumer<?, ?> consumer;
    private final TopicPartition partition;

    /** @param consumer for this alone; it is assigned the partition */
    public ReadableOffset(Consumer<?, ?> consumer, TopicPartition partition) {
        this.consumer = consumer;
        this.partition = partition;
        consumer.assign(List.of(partition));
    }

    /**
     * The least offset behind a damaged one from which it can be read, as a search by halves finds it: all offsets of a
     * damaged batch are damaged. The end where there is none.
     */
    public long behind(long damaged, long end) {
        long bad = damaged;
        long step = 1;
        long good = Math.min(end, damaged + step);
        while (good < end && !readable(good)) {
            bad = good;
            step *= 2;
            good = Math.min(end, damaged + step);
        }
        while (good - bad > 1) {
            long middle = bad + (good - bad) / 2;
            if (readable(middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    private boolean readable(long offset) {
        consumer.seek(partition, offset);
        for (int look = 0; look < LOOKS; look++) {
            try {
                if (!consumer.poll(POLL).isEmpty() || consumer.position(partition) > offset) {
                    return true;
                }
            } catch (KafkaException failed) {
                if (DamagedLog.in(failed, List.of(partition)).isPresent()) {
                    return false;
                }
                throw failed;
            }
        }
        return false;
    }
}
