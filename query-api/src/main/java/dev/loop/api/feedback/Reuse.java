package dev.loop.api.feedback;

import dev.loop.history.EventLog;
import dev.loop.question.Questions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.item.Said;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells an item that is sent again under an {@code Idempotency-Key} from another item under the same key, which would
 * be lost. User, message and sentiment count, as they were first sent: the item itself has them, except for a sentiment
 * that was changed since, which its history has.
 */
final class Reuse {

    static final String REASON = "reused-key";
    static final String DETAIL = "was used with another user, message or sentiment";
    static final String REMEDY = "send the same as then, or use another key; a random UUID will do";

    private static final int LONGEST_HISTORY = 200;

    private final EventLog events;
    private final Questions questions;

    Reuse(EventLog events, Questions questions) {
        this.events = events;
        this.questions = questions;
    }

    /**
     * Returns whether a key names the command: an {@code externalId} takes precedence, and is the same item whatever it
     * says.
     */
    static boolean concerns(FeedbackCommand command) {
        return ((Create) command.getBody()).getExternalId().isEmpty();
    }

    /**
     * Returns the ids of commands with other content than the first ones under the same keys; none if the stores cannot
     * be asked.
     *
     * @param known ids that were taken before
     */
    Set<String> others(List<FeedbackCommand> commands, Set<String> known) {
        Map<String, FeedbackCommand> again = commands.stream()
                .filter(command -> concerns(command) && known.contains(command.getId()))
                .collect(Collectors.toMap(FeedbackCommand::getId, Function.identity(), (one, same) -> one));
        if (again.isEmpty()) {
            return Set.of();
        }
        try {
            return questions.items(commands.get(0).getProject(), again.keySet()).stream()
                    .filter(item -> isOther(Objects.requireNonNull(again.get(item.getId())), item))
                    .map(Feedback::getId)
                    .collect(Collectors.toSet());
        } catch (NotReadyException cannotTell) {
            return Set.of();
        }
    }

    /** @param item that was made under the same key */
    boolean isOther(FeedbackCommand command, Feedback item) {
        Said sent = Said.in(command);
        Said stands = Said.in(item);
        if (sent.equals(stands)) {
            return false;
        }
        // An unchanged item still has the content that was sent.
        return !sent.sameWords(stands)
                || item.getRevision() == 1
                || first(item)
                        .filter(said -> !said.sentiment().equals(sent.sentiment()))
                        .isPresent();
    }

    /** Returns what was first sent; empty if the history does not reach back that far. */
    private Optional<Said> first(Feedback item) {
        EventLog.History history = events.history(item, LONGEST_HISTORY);
        List<FeedbackChange> changes = history.changes();
        return history.whole() && !changes.isEmpty()
                ? changes.get(changes.size() - 1).getAfter().map(Said::in)
                : Optional.empty();
    }
}
