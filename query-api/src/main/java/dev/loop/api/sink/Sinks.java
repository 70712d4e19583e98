package dev.loop.api.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.sink.SinkBoard.SinkState;
import dev.loop.api.sink.SinkBoard.SinksUnknownException;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code /v1/sinks}: how far the tables of BI tools are behind. With a {@code Loop-Position} it answers once they have
 * it, so that a job can write, wait, and then ask in SQL.
 */
public final class Sinks implements Feature {

    private static final List<Column> COLUMNS = List.of(
            Column.text("name"),
            Column.text("topic"),
            Column.text("table"),
            Column.whole("lag"),
            Column.text("trouble"));

    private static final Table<SinkState> TABLE = new Table<>(
            "sinks",
            COLUMNS,
            state -> Arrays.asList(
                    state.name(),
                    state.topic(),
                    state.table(),
                    state.lag(),
                    state.trouble().orElse(null)),
            Sinks::write);

    private final SinkBoard board;
    private final Freshness freshness;

    /** @param freshness has the longest wait that a caller may ask for here */
    public Sinks(SinkBoard board, Freshness freshness) {
        this.board = board;
        this.freshness = freshness;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/sinks", Scope.FEEDBACK_READ, this::list);
    }

    private void list(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Optional<Format> format = TableAnswer.wanted(ctx);
        List<SinkState> states;
        try {
            Optional<Freshness.Asked> asked = freshness.asked(ctx);
            if (asked.isPresent()) {
                await(ctx, asked.get());
            }
            states = board.states();
        } catch (SinksUnknownException unknown) {
            throw Problem.NOT_READY
                    .because(String.valueOf(unknown.getMessage()))
                    .retryAfter(Duration.ofSeconds(1));
        }
        if (format.isPresent()) {
            TableAnswer.write(ctx, format.get(), TABLE, Table.rows(states));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (SinkState state : states) {
                write(json, state);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** Returns the sinks that still have work to do, to show which one holds things up. */
    private String behind() {
        String named = board.states().stream()
                .filter(state -> state.lag() > 0 || state.trouble().isPresent())
                .map(state -> state.name() + " is " + state.lag() + " records behind"
                        + state.trouble().map(trouble -> " and " + trouble).orElse(""))
                .collect(Collectors.joining(", "));
        return named.isEmpty() ? "all of them have it by now." : named + ".";
    }

    private static void write(JsonGenerator json, SinkState state) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", state.name());
        json.writeStringField("topic", state.topic());
        json.writeStringField("table", state.table());
        json.writeNumberField("lag", state.lag());
        if (state.trouble().isPresent()) {
            json.writeStringField("trouble", state.trouble().get());
        }
        json.writeEndObject();
    }

    private void await(Context ctx, Freshness.Asked asked) {
        if (board.states().isEmpty()) {
            throw Problem.NOT_FOUND.because("No sinks exist to wait for. Start with --bi or --postgres, or run the"
                    + " connectors in a Kafka Connect of your own under their given names.");
        }
        long deadline = System.nanoTime() + asked.atMost().toNanos();
        freshness.questions(ctx);
        if (!board.await(asked.position(), Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
            throw Problem.POSITION_NOT_REACHED
                    .because("The tables did not reach the position " + asked.position() + " within "
                            + asked.atMost().toMillis() + " ms: " + behind())
                    .retryAfter(Duration.ofSeconds(1));
        }
    }
}
