package dev.loop.topology.webhook.schedule;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Spreads what would fall due together. Follows from a name and a number, so that the same is always spread the same. */
final class Jitter {

    private static final double HALF_RANGE = 1L << 30;

    /** Between {@code 1 - share} and {@code 1 + share} of the delay, evenly. */
    static long spread(long millis, double share, String name, int number) {
        int hash = Utils.murmur2((name + ':' + number).getBytes(StandardCharsets.UTF_8));
        double between = ((hash & 0x7fff_ffff) - HALF_RANGE) / HALF_RANGE;
        return millis + Math.round(millis * share * between);
    }

    private Jitter() {}
}
