package dev.loop.process;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a process does of all that there is to do. */
public enum Role {
    /** Applies commands, counts, decides what is delivered when. */
    STREAMS,
    /** Answers HTTP. Reads the stores of {@link #STREAMS} in its own process. */
    API,
    /** Sends webhooks. Needs nothing but Kafka, in as many copies as wished. */
    SENDER,
    /** Fills the tables for BI tools, where there are to be any. Needs nothing but Kafka and PostgreSQL. */
    CONNECT;

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
