package dev.loop.api;

import dev.loop.history.DeadLetter;
import dev.loop.history.DeadLetter.Place;
import dev.loop.history.DeadLetterLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Letters at the offsets 0, 1, 2, … */
final class InMemoryDeadLetters implements DeadLetterLog {

    private final List<DeadLetter> letters = new ArrayList<>();

    /** Adds a letter and returns its id. */
    String add(String reason, String topic, byte[] value) {
        Place place = new Place(0, letters.size());
        letters.add(new DeadLetter(place, ApiFixture.NOW, reason, "why", topic, "1", "7", new byte[] {'k'}, value));
        return place.toString();
    }

    @Override
    public Page newest(Optional<Place> before, int limit) {
        int to = (int) (long) before.map(Place::offset).orElse((long) letters.size());
        int from = Math.max(0, to - limit);
        List<DeadLetter> found = new ArrayList<>();
        for (int i = to - 1; i >= from; i--) {
            found.add(letters.get(i));
        }
        return new Page(found, from > 0 ? Optional.of(new Place(0, from)) : Optional.empty());
    }

    @Override
    public Optional<DeadLetter> find(Place place) {
        return letters.stream().filter(letter -> letter.place().equals(place)).findFirst();
    }
}
