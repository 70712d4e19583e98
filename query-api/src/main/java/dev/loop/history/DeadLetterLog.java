package dev.loop.history;

import dev.loop.history.DeadLetter.Place;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The refused records, for as long as they are kept. Both methods throw
 * {@link dev.loop.question.Questions.NotReadyException} if the log does not answer.
 */
public interface DeadLetterLog {

    /**
     * Returns letters, newest first. Where wanted ones are rare the page may be short, and have a next one: no call reads
     * for longer than some seconds.
     *
     * @param before place before which letters are read; empty for the newest
     */
    Page newest(Optional<Place> before, int limit, Predicate<DeadLetter> wanted);

    /** Returns a letter; empty if it is not kept any more, or never was. */
    Optional<DeadLetter> find(Place place);

    /** @param next where to go on; empty at the end */
    record Page(List<DeadLetter> letters, Optional<Place> next) {
        public Page {
            letters = List.copyOf(letters);
        }
    }
}
