package dev.loop.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.loop.api.connection.Slow;
import dev.loop.connectors.log.LogUnavailableException;
import dev.loop.connectors.log.OutcomeUnknownException;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooLongException;
import dev.loop.question.Questions.TooManyAtOnceException;
import dev.loop.question.Questions.TooMuchException;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.text.FieldError;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.EOFException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failure becomes an answer: {@code application/problem+json}, RFC 9457. */
public final class ProblemWriter {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemWriter.class);
    private static final String PROBLEM = "problem";
    private static final Masking MASKING = Masking.usual();
    private static final Duration AFTER_TOO_LONG = Duration.ofSeconds(10);

    private final Routes routes;

    public ProblemWriter(Routes routes) {
        this.routes = routes;
    }

    public void write(Exception exception, Context ctx) {
        if (ctx.res().isCommitted()) {
            // The caller has seen the connection break; the log keeps a line.
            LOG.warn(
                    "{} {} broke off, request {}: {}",
                    ctx.method(),
                    ctx.path(),
                    RequestIds.of(ctx),
                    exception.toString());
            return;
        }
        ProblemException problem = problemOf(exception, ctx);
        write(ctx, problem);
        if (problem.problem() == Problem.NO_SUCH_ROUTE && isOpenedByAPerson(ctx)) {
            routes.elsewhere().ifPresent(page -> show(page, ctx));
        }
    }

    /**
     * Returns whether a browser asks because an address was typed in or a link was followed; no program asks for HTML
     * first.
     */
    private static boolean isOpenedByAPerson(Context ctx) {
        String accept = ctx.header("Accept");
        boolean forPrograms = ctx.path().startsWith("/v1/") || ODataProblem.concerns(ctx);
        return !forPrograms && ctx.method().equals(HandlerType.GET) && accept != null && accept.startsWith("text/html");
    }

    private static void show(Handler page, Context ctx) {
        try {
            page.handle(ctx);
        } catch (Exception failed) {
            // The problem stands as the answer.
            LOG.warn("No page for {}, request {}", ctx.path(), RequestIds.of(ctx), failed);
        }
    }

    /** Returns the name of the problem that the call ended with, or an empty text; for the metrics. */
    public static String slugOf(Context ctx) {
        String slug = ctx.attribute(PROBLEM);
        return slug == null ? "" : slug;
    }

    private ProblemException problemOf(Throwable exception, Context ctx) {
        return known(exception)
                .orElseGet(() -> exception instanceof HttpResponseException response
                        ? ofServer(response, ctx)
                        : internal(exception, ctx));
    }

    /** Returns the problem that a failure means to the caller; empty if the failure is internal. */
    public static Optional<ProblemException> known(Throwable exception) {
        if (exception instanceof ProblemException problem) {
            return Optional.of(problem);
        }
        if (exception instanceof NotReadyException notReady) {
            return Optional.of(Problem.NOT_READY.because(notReady).retryAfter(notReady.retryAfter()));
        }
        if (exception instanceof TooMuchException tooMuch) {
            return Optional.of(Problem.TOO_MUCH_ASKED.because(tooMuch));
        }
        if (exception instanceof TooLongException tooLong) {
            return Optional.of(Problem.TOO_LONG.because(tooLong).retryAfter(AFTER_TOO_LONG));
        }
        if (exception instanceof TooManyAtOnceException tooMany) {
            return Optional.of(Problem.RATE_LIMITED.because(tooMany).retryAfter(tooMany.retryAfter()));
        }
        if (exception instanceof LogUnavailableException unavailable) {
            return Optional.of(Problem.LOG_UNAVAILABLE.because(unavailable).retryAfter(unavailable.retryAfter()));
        }
        if (exception instanceof OutcomeUnknownException unknown) {
            return Optional.of(Problem.OUTCOME_UNKNOWN.because(unknown).retryAfter(unknown.retryAfter()));
        }
        if (exception instanceof Slow slow) {
            return Optional.of(
                    slow.retryAfter().isZero()
                            ? Problem.BODY_TOO_SLOW.because(slow).header("Connection", "close")
                            : Problem.TOO_MANY_BODIES.because(slow).retryAfter(slow.retryAfter()));
        }
        if (exception instanceof CompletionException || exception instanceof ExecutionException) {
            return Optional.ofNullable(exception.getCause()).flatMap(ProblemWriter::known);
        }
        if (exception instanceof JsonProcessingException json) {
            return Optional.of(malformed(json));
        }
        if (exception instanceof CharacterCodingException) {
            return Optional.of(Problem.MALFORMED_TEXT.because("The body holds bytes that are not UTF-8."));
        }
        if (exception instanceof EOFException) {
            return Optional.of(Problem.BAD_REQUEST.because("The body ended before its announced length."));
        }
        return Optional.empty();
    }

    private ProblemException ofServer(HttpResponseException response, Context ctx) {
        return response.getStatus() == 404 || response.getStatus() == 405
                ? routes.notFound(ctx)
                : Problem.BAD_REQUEST.because(response);
    }

    /**
     * Returns a problem with the place of the error but without the text, which may be private; its sender knows it.
     */
    public static ProblemException malformed(JsonProcessingException json) {
        if (json instanceof StreamConstraintsException beyond) {
            return Problem.MALFORMED_JSON.because("The JSON is more than is read here: " + limit(beyond));
        }
        var at = json.getLocation();
        String place = at == null || at.getLineNr() < 1
                ? ""
                : " at line " + at.getLineNr() + ", column " + Math.max(1, at.getColumnNr());
        return Problem.MALFORMED_JSON.because("Not JSON" + place + ": " + firstLine(json.getOriginalMessage()));
    }

    /** Returns the error of one line among many, as the end of a sentence that begins with the line. */
    public static String malformedLine(JsonProcessingException json) {
        if (json instanceof StreamConstraintsException beyond) {
            return "is more than is read here: " + limit(beyond);
        }
        var at = json.getLocation();
        String place = at == null || at.getColumnNr() < 1 ? "" : " at column " + at.getColumnNr();
        return "is not JSON" + place + ": " + firstLine(json.getOriginalMessage());
    }

    /** Returns the exceeded limit, without the name of the setting in our parser. */
    private static String limit(StreamConstraintsException beyond) {
        String text = firstLine(beyond.getOriginalMessage()).replaceAll(", from `[^`]*`", "");
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    private static ProblemException internal(Throwable exception, Context ctx) {
        LOG.error("{} {} failed, request {}", ctx.method(), ctx.path(), RequestIds.of(ctx), exception);
        return Problem.INTERNAL.because(
                "The server could not finish the request. It is in the log under its requestId.");
    }

    private static void write(Context ctx, ProblemException exception) {
        Problem problem = exception.problem();
        ctx.attribute(PROBLEM, problem.slug());
        exception.headers().forEach(ctx::header);
        exception.retryAfter().ifPresent(wait -> ctx.header("Retry-After", Long.toString(seconds(wait))));
        boolean feed = ODataProblem.concerns(ctx);
        if (problem == Problem.UNAUTHENTICATED) {
            ctx.header("WWW-Authenticate", feed ? "Basic realm=\"loop\", charset=\"UTF-8\"" : "Bearer realm=\"loop\"");
        }
        ctx.header("Cache-Control", "no-store");
        if (feed) {
            ODataProblem.write(ctx, exception);
            return;
        }
        Json.answer(ctx, problem.status(), json -> {
            json.writeStartObject();
            json.writeStringField("type", "/docs/problems#" + problem.slug());
            json.writeStringField("title", problem.title());
            json.writeNumberField("status", problem.status());
            json.writeStringField("detail", masked(exception.getMessage()));
            json.writeStringField("remedy", problem.remedy());
            json.writeStringField("instance", masked(ctx.path()));
            json.writeStringField("requestId", RequestIds.of(ctx));
            if (!exception.errors().isEmpty()) {
                json.writeFieldName("errors");
                writeErrors(json, exception.errors());
            }
            exception.members().write(json);
            json.writeEndObject();
        });
        ctx.contentType("application/problem+json");
    }

    /** A problem repeats what was sent, and answers are kept by proxies and logs. */
    private static String masked(String text) {
        return MASKING.mask(text).text();
    }

    public static void writeErrors(com.fasterxml.jackson.core.JsonGenerator json, Iterable<FieldError> errors)
            throws java.io.IOException {
        json.writeStartArray();
        for (FieldError error : errors) {
            json.writeStartObject();
            json.writeStringField("field", error.field());
            json.writeStringField("problem", error.problem());
            json.writeStringField("remedy", error.remedy());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Returns seconds, rounded up: 0 would mean at once. */
    private static long seconds(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }
}
