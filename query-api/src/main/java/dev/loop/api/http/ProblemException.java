package dev.loop.api.http;

import dev.loop.schemas.text.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ends a call with a {@link Problem}. Carries no stack trace: it is an answer and not a fault of the program. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;
    private final transient List<FieldError> errors;
    private final transient Optional<Duration> retryAfter;
    private final transient Map<String, String> headers;
    private final transient Json.Body members;

    private ProblemException(
            Problem problem,
            String detail,
            List<FieldError> errors,
            Optional<Duration> retryAfter,
            Map<String, String> headers,
            Json.Body members) {
        super(detail, null, false, false);
        this.problem = problem;
        this.errors = errors;
        this.retryAfter = retryAfter;
        this.headers = headers;
        this.members = members;
    }

    public static ProblemException of(Problem problem, String detail) {
        return new ProblemException(problem, detail, List.of(), Optional.empty(), Map.of(), json -> {});
    }

    /** Returns the problem with its errors field by field; the first of them makes the detail. */
    public static ProblemException of(Problem problem, List<FieldError> errors) {
        FieldError first = errors.get(0);
        String more = errors.size() > 1 ? "; " + (errors.size() - 1) + " more under errors" : "";
        return new ProblemException(problem, first + more, List.copyOf(errors), Optional.empty(), Map.of(), json -> {});
    }

    public ProblemException retryAfter(Duration duration) {
        return new ProblemException(problem, getMessage(), errors, Optional.of(duration), headers, members);
    }

    public ProblemException header(String name, String value) {
        var more = new java.util.TreeMap<>(headers);
        more.put(name, value);
        return new ProblemException(problem, getMessage(), errors, retryAfter, Map.copyOf(more), members);
    }

    /** Adds members, RFC 9457 section 3.2: the body is written into the problem's object. */
    public ProblemException members(Json.Body more) {
        return new ProblemException(problem, getMessage(), errors, retryAfter, headers, more);
    }

    public Problem problem() {
        return problem;
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    public Map<String, String> headers() {
        return headers;
    }

    Json.Body members() {
        return members;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
