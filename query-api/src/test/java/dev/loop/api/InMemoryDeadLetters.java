package dev.loop.api;

import dev.loop.connectors.log.SuspectLog;
import dev.loop.history.DeadLetter;
import dev.loop.history.DeadLetter.Place;
import dev.loop.history.DeadLetterLog;
import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.FeedbackCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Letters at the offsets 0, 1, 2, … */
final class InMemoryDeadLetters implements DeadLetterLog, SuspectLog {

    private final List<DeadLetter> letters = new ArrayList<>();
    private volatile String why = "";

    /** Returns why the last item was set aside. */
    String why() {
        return why;
    }

    /** Adds a letter and returns its id. */
    String add(String reason, String topic, byte[] value) {
        Place place = new Place(0, letters.size());
        letters.add(new DeadLetter(place, ApiFixture.NOW, reason, "why", topic, "1", "7", new byte[] {'k'}, value));
        return place.toString();
    }

    @Override
    public CompletableFuture<dev.loop.connectors.log.Place> keep(FeedbackCommand command, String why) {
        this.why = why;
        byte[] value = ApiFixture.COMMANDS.serializer().serialize(Topics.FEEDBACK_COMMANDS.name(), command);
        String id = add(DeadLetterHeaders.SUSPECTED_SPAM, Topics.FEEDBACK_COMMANDS.name(), value);
        return CompletableFuture.completedFuture(new dev.loop.connectors.log.Place(
                0, Place.parse(id).orElseThrow().offset()));
    }

    @Override
    public Page newest(Optional<Place> before, int limit, Predicate<DeadLetter> wanted) {
        int at = (int) (long) before.map(Place::offset).orElse((long) letters.size());
        List<DeadLetter> found = new ArrayList<>();
        while (at > 0 && found.size() < limit) {
            at--;
            if (wanted.test(letters.get(at))) {
                found.add(letters.get(at));
            }
        }
        return new Page(found, at > 0 ? Optional.of(new Place(0, at)) : Optional.empty());
    }

    @Override
    public Optional<DeadLetter> find(Place place) {
        return letters.stream().filter(letter -> letter.place().equals(place)).findFirst();
    }
}
