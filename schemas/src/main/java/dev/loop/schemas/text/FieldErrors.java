package dev.loop.schemas.text;

import dev.loop.schemas.mask.Masking;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the errors of one item. It costs nothing while there are none, and keeps no more than a reader will read.
 */
public final class FieldErrors {

    private static final int MOST = 20;
    private static final Masking MASKING = Masking.usual();

    private @Nullable List<FieldError> errors;

    public void add(String field, String problem, String remedy) {
        if (errors == null) {
            errors = new ArrayList<>();
        }
        if (errors.size() < MOST) {
            // A problem repeats what was sent, and reaches answers, dead letters and logs.
            errors.add(new FieldError(
                    MASKING.mask(field).text(),
                    MASKING.mask(problem).text(),
                    MASKING.mask(remedy).text()));
        }
    }

    public boolean isEmpty() {
        return errors == null;
    }

    public List<FieldError> toList() {
        return errors == null ? List.of() : List.copyOf(errors);
    }
}
