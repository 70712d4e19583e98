package dev.loop.topology.ledger;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.LabelledBy;
import dev.loop.schemas.avro.MachineWord;
import dev.loop.schemas.avro.PersonWord;
import dev.loop.schemas.intake.analyser.RuleNumbers;
import dev.loop.schemas.intake.analyser.SentimentRules;
import dev.loop.schemas.item.ItemPart;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * What people and authors say of sentiments, as models learn from it.
 *
 * <p>Invariant: an item has a label if a person said its sentiment, or if its author did and its message has a vector; the
 * label is what the item makes it. Nothing is learnt from an author's word without a vector, and an installation without
 * an analyst is spared a record for each of them.
 */
final class Labels {

    private final Serializer<Label> serializer;

    Labels(SchemaRegistryClient registry) {
        this.serializer = WireSerdes.of(Topics.LABELS, registry).serializer();
    }

    /** Returns whether an item has a label. */
    static boolean has(@Nullable Feedback item) {
        return item != null
                && item.getJudgedBy().isEmpty()
                && (item.getVector().isPresent() || item.getPersonWord().isPresent());
    }

    /** Returns whether the label of an item is not that of the item before. */
    static boolean differ(@Nullable Feedback before, @Nullable Feedback after) {
        if (!has(before) || !has(after)) {
            return has(before) != has(after);
        }
        Feedback one = Objects.requireNonNull(before);
        Feedback other = Objects.requireNonNull(after);
        return one.getSentiment() != other.getSentiment()
                || !one.getPersonWord().equals(other.getPersonWord())
                || !one.getVector().equals(other.getVector())
                || !one.getTag().equals(other.getTag())
                || !one.getPlan().equals(other.getPlan())
                || !one.getSource().equals(other.getSource())
                || !one.getLanguage().equals(other.getLanguage());
    }

    /** Returns the value of {@code labels} for an item; null, which removes it, where the item has no label. */
    byte @Nullable [] value(@Nullable Feedback item) {
        return has(item) ? serializer.serialize(Topics.LABELS.name(), label(Objects.requireNonNull(item))) : null;
    }

    static Label label(Feedback item) {
        Optional<PersonWord> person = item.getPersonWord().map(ItemPart.PERSON_WORD::read);
        return new Label(
                item.getId(),
                item.getProject(),
                item.getSentiment(),
                person.isPresent() ? LabelledBy.PERSON : LabelledBy.AUTHOR,
                person.map(PersonWord::getAt).orElse(item.getCreatedAt()),
                person.flatMap(PersonWord::getMachine).orElse(null),
                item.getTag().orElse(null),
                item.getPlan().orElse(null),
                item.getSource().orElse(null),
                item.getLanguage().orElse(null),
                item.getVector().orElse(null),
                numbers(item),
                SentimentRules.VERSION);
    }

    /**
     * Notes in an item that a person said its sentiment, with what the machine had said. A word that repeats an earlier
     * one of a person changes nothing.
     *
     * @param after has the sentiment that was said
     */
    static void saidByAPerson(Feedback before, Feedback.Builder after, Instant at) {
        boolean repeated = before.getPersonWord().isPresent() && after.getSentiment() == before.getSentiment();
        if (!repeated) {
            after.setPersonWord(ItemPart.PERSON_WORD.bytes(new PersonWord(at, machineWord(before))));
        }
    }

    /** Returns what the machine says of an item, or what it had said before a person did. */
    private static @Nullable MachineWord machineWord(Feedback item) {
        if (item.getJudgedBy().isEmpty()) {
            return item.getPersonWord()
                    .map(ItemPart.PERSON_WORD::read)
                    .flatMap(PersonWord::getMachine)
                    .orElse(null);
        }
        return new MachineWord(
                item.getSentiment(),
                item.getUnsure(),
                item.getSure().orElse(null),
                item.getJudgedVersion().orElse(""));
    }

    private static List<Float> numbers(Feedback item) {
        List<Float> numbers = new ArrayList<>(RuleNumbers.COUNT);
        for (double number : RuleNumbers.of(SentimentRules.SHIPPED.explain(item.getMessage()), item.getMessage())) {
            numbers.add((float) number);
        }
        return numbers;
    }
}
