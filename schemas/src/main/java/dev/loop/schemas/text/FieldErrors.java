package dev.loop.schemas.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the errors of one item. It costs nothing while there are none, and keeps no more than a reader will read.
 */
public final class FieldErrors {

    private static final int MOST = 20;

    private @Nullable List<FieldError> errors;

    public void add(String field, String problem, String remedy) {
        if (errors == null) {
            errors = new ArrayList<>();
        }
        if (errors.size() < MOST) {
            errors.add(new FieldError(field, problem, remedy));
        }
    }

    public boolean isEmpty() {
        return errors == null;
    }

    public List<FieldError> toList() {
        return errors == null ? List.of() : List.copyOf(errors);
    }
}
