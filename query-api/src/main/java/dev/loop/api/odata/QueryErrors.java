package dev.loop.api.odata;

import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.schemas.text.FieldError;
import java.util.List;

/** Makes the errors about query options: which option, where in it, and what to do. */
final class QueryErrors {

    private static final int SHOWN = 40;

    static ProblemException invalid(String option, String problem, String remedy) {
        return ProblemException.of(Problem.INVALID_PARAMETER, List.of(new FieldError(option, problem, remedy)));
    }

    /** @param position position in the text of the option, from 0 */
    static ProblemException invalid(String option, int position, String problem, String remedy) {
        return invalid(option, "at position " + (position + 1) + " " + problem, remedy);
    }

    /** Returns the error about a part of OData that this feed does not support. */
    static ProblemException notSupported(String option, String what, String instead) {
        return ProblemException.of(
                Problem.NOT_SUPPORTED,
                List.of(new FieldError(option, "asks for " + what + ", which is not supported", instead)));
    }

    /** Returns the error about an option that this feed does not know. */
    static ProblemException notSupported(String option, String instead) {
        return ProblemException.of(Problem.NOT_SUPPORTED, List.of(new FieldError(option, "is not supported", instead)));
    }

    static String quote(String text) {
        return "'" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + "'";
    }

    private QueryErrors() {}
}
