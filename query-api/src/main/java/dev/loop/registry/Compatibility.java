package dev.loop.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** Confluent's levels: the earlier versions that a new schema must be compatible with, and the direction. */
enum Compatibility {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean readsOlder;
    private final boolean readByOlder;
    private final boolean all;

    Compatibility(boolean readsOlder, boolean readByOlder, boolean all) {
        this.readsOlder = readsOlder;
        this.readByOlder = readByOlder;
        this.all = all;
    }

    /** Returns whether a new schema has to read earlier records. */
    boolean readsOlder() {
        return readsOlder;
    }

    static Optional<Compatibility> parse(String level) {
        return Arrays.stream(values())
                .filter(value -> value.name().equals(level))
                .findFirst();
    }

    /** @param version for the message */
    record Earlier(int version, Schema schema) {}

    /**
     * Returns the objections to the new schema; none if it may be registered.
     *
     * @param earlier in the order of their versions
     */
    List<String> problems(Schema schema, List<Earlier> earlier) {
        List<String> problems = new ArrayList<>();
        for (Earlier one : all || earlier.isEmpty() ? earlier : earlier.subList(earlier.size() - 1, earlier.size())) {
            if (readsOlder) {
                add(problems, schema, one.schema(), "the new schema cannot read records of version " + one.version());
            }
            if (readByOlder) {
                add(
                        problems,
                        one.schema(),
                        schema,
                        "version " + one.version() + " cannot read records of the new schema");
            }
        }
        return problems;
    }

    private void add(List<String> problems, Schema reader, Schema writer, String what) {
        for (Incompatibility problem : SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()) {
            problems.add("%s: %s at %s, %s (compatibility: %s)"
                    .formatted(what, problem.getType(), problem.getLocation(), problem.getMessage(), this));
        }
    }
}
