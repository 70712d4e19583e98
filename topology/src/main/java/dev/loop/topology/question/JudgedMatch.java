package dev.loop.topology.question;

import dev.loop.schemas.avro.Feedback;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A condition on what is judged of a message. Cells do not know it: such questions are answered from the items.
 *
 * @param unsure empty for any
 * @param language as ISO 639 names it; the empty text stands for items whose language nothing told
 */
public record JudgedMatch(Optional<Boolean> unsure, Match language) {

    public static final JudgedMatch ANY = new JudgedMatch(Optional.empty(), Match.ANY);

    public boolean any() {
        return unsure.isEmpty() && language.any();
    }

    boolean accepts(Feedback item) {
        return accepts(item.getUnsure(), item.getLanguage().orElse(null));
    }

    public boolean accepts(boolean isUnsure, @Nullable String spoken) {
        return unsure.map(wanted -> wanted == isUnsure).orElse(true) && language.accepts(spoken);
    }
}
