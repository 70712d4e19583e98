package dev.loop.process;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The parts of the work that a process can take. */
public enum Role {
    /** Applies commands, counts, and schedules deliveries. */
    STREAMS,
    /** Answers HTTP. Reads the stores of {@link #STREAMS} in its own process. */
    API,
    /** Sends webhooks. Needs nothing but Kafka, in any number of copies. */
    SENDER,
    /** Fills the tables for BI tools, if there are any. Needs nothing but Kafka and PostgreSQL. */
    CONNECT,
    /** Judges items whose sentiment nobody said, where it is asked for. Needs Kafka and its encoder, in any number. */
    ANALYST;

    public static final Set<Role> ALL = Set.copyOf(EnumSet.allOf(Role.class));

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Role::word).toList();
    }
}
