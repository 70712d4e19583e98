package dev.loop.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.client.model.FieldError;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server answered with a problem. */
public class ApiException extends LoopException {

    private static final Set<Integer> TEMPORARY = Set.of(408, 429, 500, 502, 503, 504);

    private final transient Problem problem;
    private final transient HttpHeaders headers;

    ApiException(Problem problem, HttpHeaders headers) {
        super(problem.message());
        this.problem = problem;
        this.headers = headers;
    }

    /**
     * The name of a problem decides; a status only where the name says no more than the status does.
     *
     * @param text the body of the answer
     */
    static ApiException of(int status, HttpHeaders headers, String text, Supplier<Instant> now) {
        Problem problem = Problem.of(status, headers, text, now);
        return switch (problem.type() == null ? "" : problem.type()) {
            case "item-erased" -> new ItemErasedException(problem, headers);
            case "idempotency-key-reused" -> new IdempotencyKeyReusedException(problem, headers);
            case "revision-conflict" -> new RevisionConflictException(problem, headers);
            case "rate-limited" -> new RateLimitException(problem, headers);
            case "unauthenticated" -> new AuthenticationException(problem, headers);
            case "forbidden" -> new PermissionDeniedException(problem, headers);
            case "not-found" -> new NotFoundException(problem, headers);
            case "invalid-body", "invalid-parameter" -> new ValidationException(problem, headers);
            default -> byStatus(problem, headers);
        };
    }

    private static ApiException byStatus(Problem problem, HttpHeaders headers) {
        return switch (problem.status()) {
            case 400, 422 -> new ValidationException(problem, headers);
            case 401 -> new AuthenticationException(problem, headers);
            case 403 -> new PermissionDeniedException(problem, headers);
            case 404 -> new NotFoundException(problem, headers);
            case 409 -> new ConflictException(problem, headers);
            case 410 -> new GoneException(problem, headers);
            case 412 -> new RevisionConflictException(problem, headers);
            case 429 -> new RateLimitException(problem, headers);
            default ->
                problem.status() >= 500 ? new ServerException(problem, headers) : new ApiException(problem, headers);
        };
    }

    /** Returns whether the same call may succeed later. */
    public final boolean isTemporary() {
        return TEMPORARY.contains(status());
    }

    public final int status() {
        return problem.status();
    }

    /** Returns the name of the problem, which {@code /docs/problems} of the server explains; null of another server's. */
    public final @Nullable String type() {
        return problem.type();
    }

    public final @Nullable String title() {
        return problem.text("title");
    }

    public final @Nullable String detail() {
        return problem.text("detail");
    }

    /** Returns what to do about it. */
    public final @Nullable String remedy() {
        return problem.text("remedy");
    }

    /** Returns the fields that are wrong. */
    public final List<FieldError> errors() {
        return problem.errors();
    }

    public final Optional<String> requestId() {
        return Optional.ofNullable(problem.requestId());
    }

    /** Returns after how long the server wants to be asked again. */
    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(problem.retryAfter());
    }

    public final HttpHeaders headers() {
        return headers;
    }

    /** Returns the whole problem. */
    public final JsonNode body() {
        return problem.body();
    }
}
