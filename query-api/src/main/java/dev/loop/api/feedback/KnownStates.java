package dev.loop.api.feedback;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.intake.StateTime;
import dev.loop.schemas.item.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Compares a line of a batch with the known item. The item is the one in the stores: if they lag behind, the ledger
 * still keeps the newest state, and an answer may report a change that had no effect.
 */
final class KnownStates {

    /** The treatment of known items. */
    enum Mode {
        /** Known items stay as they are. */
        CREATE,
        /** Differences are reported. */
        COMPARE,
        /** Known items take the state of the line, if that is newer. */
        UPSERT;

        static Optional<Mode> of(String word) {
            for (Mode mode : values()) {
                if (mode.word().equals(word)) {
                    return Optional.of(mode);
                }
            }
            return Optional.empty();
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * @param send whether the line is to go to the log
     * @param status {@code known}, {@code changed} or {@code differs}
     * @param fields that change, or that differ and stay
     */
    record Verdict(boolean send, String status, List<String> fields) {
        static final Verdict KNOWN = new Verdict(false, "known", List.of());

        /**
         * The verdict on a line right behind the one that creates the item: there is nothing to compare it with yet.
         */
        static final Verdict FOLLOWS = new Verdict(true, "follows", List.of());
    }

    static Verdict of(Mode mode, FeedbackCommand command, Feedback item) {
        Create line = (Create) command.getBody();
        List<String> state = new ArrayList<>(4);
        if (!line.getKeepStatus() && mode == Mode.UPSERT && line.getStatus() != item.getStatus()) {
            state.add("status");
        }
        differs(state, "tag", line.getTag(), item.getTag());
        differs(state, "plan", line.getPlan(), item.getPlan());
        differs(state, "sentiment", Said.sentiment(line), Optional.of(item.getSentiment()));
        if (mode == Mode.UPSERT && line.getUpdatedAt().orElseThrow().isAfter(StateTime.of(item))) {
            return new Verdict(true, state.isEmpty() ? "known" : "changed", state);
        }
        if (mode == Mode.COMPARE && line.getStatus() != item.getStatus() && line.getStatus() != Status.OPEN) {
            state.add("status");
        }
        if (!line.getMessage().equals(item.getMessage())) {
            state.add("message");
        }
        if (!line.getUserId().equals(item.getUserId())) {
            state.add("user.id");
        }
        return state.isEmpty() ? Verdict.KNOWN : new Verdict(false, "differs", state);
    }

    /** Notes a difference. A field that the line leaves out is none. */
    private static <V> void differs(List<String> fields, String name, Optional<V> line, Optional<V> item) {
        if (line.isPresent() && !Objects.equals(line, item)) {
            fields.add(name);
        }
    }

    private KnownStates() {}
}
