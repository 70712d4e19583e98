package dev.loop.api.odata;

import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.schemas.intake.FieldError;
import java.util.List;

/** What is said of a query option that cannot be taken: which one, where in it, and what to do. */
final class Refusals {

    private static final int SHOWN = 40;

    static ProblemException invalid(String option, String problem, String remedy) {
        return ProblemException.of(Problem.INVALID_PARAMETER, List.of(new FieldError(option, problem, remedy)));
    }

    /** @param position in the text of the option, from 0 */
    static ProblemException invalid(String option, int position, String problem, String remedy) {
        return invalid(option, "at position " + (position + 1) + " " + problem, remedy);
    }

    /** Of what OData knows and this feed does not. */
    static ProblemException notSupported(String option, String what, String instead) {
        return ProblemException.of(
                Problem.NOT_SUPPORTED,
                List.of(new FieldError(option, "asks for " + what + ", which is not supported", instead)));
    }

    /** Of an option that this feed knows nothing of. */
    static ProblemException notSupported(String option, String instead) {
        return ProblemException.of(Problem.NOT_SUPPORTED, List.of(new FieldError(option, "is not supported", instead)));
    }

    static String quote(String text) {
        return "'" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + "'";
    }

    private Refusals() {}
}
