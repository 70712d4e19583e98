package dev.loop.benchmark;

import dev.loop.schemas.Topics;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;

/** Counts the commands that a group has committed, over all partitions. */
final class CommittedCount {

    private static final long LOOK_MILLIS = 10;

    private final Admin admin;
    private final String group;

    CommittedCount(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /** Waits for a number of commands. Returns the count, which may exceed it. */
    long awaitAtLeast(long wanted, Duration atMost) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            long now = now();
            if (now >= wanted) {
                return now;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "The group " + group + " has committed " + now + " of " + wanted + " after " + atMost);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private long now() throws Exception {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(Topics.FEEDBACK_COMMANDS.name()))
                .filter(entry -> entry.getValue() != null)
                .mapToLong(entry -> entry.getValue().offset())
                .sum();
    }
}
