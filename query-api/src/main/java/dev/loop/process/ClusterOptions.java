package dev.loop.process;

import dev.loop.question.cluster.ClusterSecret;
import dev.loop.topology.run.InstanceAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The options of an instance that is one of several.
 *
 * @param advertised address under which the others reach it
 * @param listen the address of this machine that it listens at
 * @param secret shared by all instances; empty on one machine only, where the id of the Kafka cluster serves as well: a
 * program that knows it can read Kafka
 * @param standbys copies of each partition on other instances
 * @param drain how long it goes on after it has reported that it stops
 */
public record ClusterOptions(
        InstanceAddress advertised, String listen, Optional<ClusterSecret> secret, int standbys, Duration drain) {

    /** The usual number of standby copies of every partition, besides the one that is written. */
    public static final int USUAL_STANDBYS = 1;

    public static final Duration USUAL_DRAIN = Duration.ofSeconds(1);
}
