package dev.loop.process;

import dev.loop.api.feedback.NewNames;
import dev.loop.api.key.DefaultProject;
import dev.loop.api.limit.LimitSettings;
import dev.loop.bi.PostgresChoice;
import dev.loop.schemas.mask.Masking;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The options of {@code loop up}, parsed and checked.
 *
 * @param port of the HTTP API and the dashboard; 0 for any free one
 * @param data everything that outlives the process is below it
 * @param partitions of the topics keyed by item; empty for those that the data has, or the default
 * @param demo whether sample feedback is played in
 * @param minimumFreeDisk bytes; with less free at {@code data}, nothing more is taken in
 * @param keys keys of the project {@code default}
 * @param retentionDays retention of the project {@code default}; 0 for ever, empty to leave it
 * @param roles all of them with a Kafka of our own
 * @param bi database with the tables for BI tools; empty for none
 * @param analyst what the analyst is to know; empty for none
 * @param openMetrics whether metrics and the details of readiness need no key
 * @param cluster options of one of several instances; empty for the only one
 * @param limits limits of calls
 * @param masterKey keys that seal secrets
 * @param newNames limits of new names that a publishable key may bring in a day
 * @param masking takes numbers that may not be kept out of what comes in
 */
public record UpOptions(
        int port,
        Path data,
        KafkaChoice kafka,
        OptionalInt partitions,
        boolean demo,
        long minimumFreeDisk,
        DefaultProject.GivenKeys keys,
        Optional<Integer> retentionDays,
        Set<Role> roles,
        WebhookOptions webhooks,
        Optional<PostgresChoice> bi,
        Optional<AnalystOptions> analyst,
        boolean openMetrics,
        Optional<ClusterOptions> cluster,
        LimitSettings limits,
        MasterKeyOptions masterKey,
        NewNames.Limits newNames,
        Masking masking) {

    public UpOptions {
        roles = Set.copyOf(roles);
    }

    /** Returns the options for everything in one process, on free ports, with whatever room there is on the disk. */
    public static UpOptions inOneProcess(Path data) {
        return of(data, usual -> {});
    }

    /** Returns the options of {@link #inOneProcess} but for what {@code change} sets. */
    public static UpOptions of(Path data, Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return draft.options(data);
    }

    /** The options while they are set; each has its usual value at first. */
    public static final class Draft {
        public int port;
        public KafkaChoice kafka = new KafkaChoice.Embedded(0);
        public OptionalInt partitions = OptionalInt.empty();
        public boolean demo;
        public long minimumFreeDisk;
        public DefaultProject.GivenKeys keys = DefaultProject.GivenKeys.NONE;
        public Optional<Integer> retentionDays = Optional.empty();
        public Set<Role> roles = Role.ALL;
        public WebhookOptions webhooks = WebhookOptions.USUAL;
        public Optional<PostgresChoice> bi = Optional.empty();
        public Optional<AnalystOptions> analyst = Optional.empty();
        public boolean openMetrics;
        public Optional<ClusterOptions> cluster = Optional.empty();
        public LimitSettings limits = LimitSettings.USUAL;
        public MasterKeyOptions masterKey = MasterKeyOptions.USUAL;
        public NewNames.Limits newNames = NewNames.Limits.USUAL;
        public Masking masking = Masking.usual();

        private Draft() {}

        private UpOptions options(Path data) {
            return new UpOptions(
                    port,
                    data,
                    kafka,
                    partitions,
                    demo,
                    minimumFreeDisk,
                    keys,
                    retentionDays,
                    roles,
                    webhooks,
                    bi,
                    analyst,
                    openMetrics,
                    cluster,
                    limits,
                    masterKey,
                    newNames,
                    masking);
        }
    }

    boolean has(Role role) {
        return roles.contains(role);
    }
}
