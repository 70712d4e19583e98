package dev.loop.topology.question;

import dev.loop.schemas.avro.Feedback;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A condition on what is judged of a message. Cells do not know it: such questions are answered from the items.
 *
 * @param unsure empty for any
 * @param theme every id that stands for the wanted ones, those of themes that went into them as well
 * @param language as ISO 639 names it; the empty text stands for items whose language nothing told
 */
public record JudgedMatch(Optional<Boolean> unsure, Match language, Match theme) {

    public static final JudgedMatch ANY = new JudgedMatch(Optional.empty(), Match.ANY, Match.ANY);

    /** Makes a condition that takes items of any theme. */
    public JudgedMatch(Optional<Boolean> unsure, Match language) {
        this(unsure, language, Match.ANY);
    }

    public boolean any() {
        return unsure.isEmpty() && language.any() && theme.any();
    }

    boolean accepts(Feedback item) {
        return accepts(item.getUnsure(), item.getLanguage().orElse(null))
                && theme.accepts(item.getTheme().orElse(null));
    }

    public boolean accepts(boolean isUnsure, @Nullable String spoken) {
        return unsure.map(wanted -> wanted == isUnsure).orElse(true) && language.accepts(spoken);
    }
}
