package dev.loop.api.http;

import dev.loop.api.connection.CallerGuard;
import dev.loop.connectors.log.Place;
import dev.loop.question.Questions;
import dev.loop.question.Questions.ForeignPositionException;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.ReadOptions;
import dev.loop.question.Requester;
import dev.loop.topology.question.Position;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Read your own write: a read that passes the {@code Loop-Position} of a write, as a header or as {@code ?position=},
 * waits until the stores have it. {@code Loop-Wait} says for how many milliseconds at most.
 */
public final class Freshness {

    /** Returns the position that a read passes to see what was appended at a place. */
    public static Position position(Place place) {
        return Position.of(place.partition(), place.offset());
    }

    /** The parameter of calls that accept a partial answer. */
    public static final String PARTIAL = "partial";

    public static final String HEADER = "Loop-Position";
    private static final String WAIT = "Loop-Wait";

    private final Questions questions;
    private final Duration longest;

    public Freshness(Questions questions, Duration longest) {
        this.questions = questions;
        this.longest = longest;
    }

    /** The position that a caller asks to see, and the time that it waits for it. */
    public record Asked(Position position, Duration atMost) {}

    /** Returns the position asked for; empty if the caller takes any. */
    public Optional<Asked> asked(Context ctx) {
        return position(ctx).map(position -> new Asked(position, waitOf(ctx)));
    }

    /**
     * Returns the questions of a call, whose answers reflect the position it asks for, whichever copies of the stores
     * they come from. Waits until such copies exist.
     */
    public Questions questions(Context ctx) {
        return questions(ctx, false);
    }

    /** @param partial whether the call takes an answer without what cannot be read */
    public Questions questions(Context ctx, boolean partial) {
        Optional<Asked> asked = asked(ctx);
        Position position = asked.map(Asked::position).orElse(Position.NONE);
        Questions reading = questions.reading(new ReadOptions(position, partial, caller(ctx)));
        asked.ifPresent(wish -> await(reading, wish));
        return reading;
    }

    private static Requester caller(Context ctx) {
        return CallerGuard.caller(ServletContextRequest.getServletContextRequest(ctx.req()));
    }

    private static void await(Questions reading, Asked asked) {
        Position position = asked.position();
        Duration wait = asked.atMost();
        try {
            reading.await(position, wait);
        } catch (ForeignPositionException never) {
            throw Problem.INVALID_POSITION.because(String.valueOf(never.getMessage()));
        } catch (NotReadyException notReached) {
            throw Problem.POSITION_NOT_REACHED
                    .because("The position " + position + " was not reached within " + wait.toMillis() + " ms.")
                    .retryAfter(notReached.retryAfter());
        }
    }

    private static Optional<Position> position(Context ctx) {
        String header = ctx.header(HEADER);
        String text = header != null ? header : ctx.queryParam("position");
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(Position.parse(text)
                .orElseThrow(() -> Problem.INVALID_POSITION.because(
                        "The position is not of the form partition:offset, several separated by commas.")));
    }

    private Duration waitOf(Context ctx) {
        String text = ctx.header(WAIT);
        if (text == null) {
            return longest;
        }
        try {
            long millis = Long.parseLong(text.strip());
            if (millis >= 0 && millis <= longest.toMillis()) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException notANumber) {
            // The next check reports it, as a number out of range.
        }
        throw Problem.INVALID_HEADER.because(
                WAIT + " is not a number of milliseconds from 0 to " + longest.toMillis() + ".");
    }
}
