package dev.loop.topology.webhook.schedule;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Spreads what would fall due together. The spread derives from a name and a number, so that the same input always gets
 * the same one.
 */
final class Jitter {

    private static final double HALF_RANGE = 1L << 30;

    /** Returns a time between {@code 1 - share} and {@code 1 + share} of the delay, evenly distributed. */
    static long spread(long millis, double share, String name, int number) {
        int hash = Utils.murmur2((name + ':' + number).getBytes(StandardCharsets.UTF_8));
        double between = ((hash & 0x7fff_ffff) - HALF_RANGE) / HALF_RANGE;
        return millis + Math.round(millis * share * between);
    }

    private Jitter() {}
}
