package dev.loop.api.release;

import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.schemas.avro.Release;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code /v1/releases}: releases and their times. A release is put whole; putting it again replaces it. */
public final class Releases implements Feature {

    static final String PATH = "/v1/releases/{version}";

    /** The limit of a project: twenty a day for more than a year. Every instance holds all of them. */
    private static final int MOST = 10_000;

    private static final int USUAL = 1_000;

    private final ReleaseBook book;
    private final Clock clock;
    private final int bodyLimit;

    public Releases(ReleaseBook book, Clock clock, int bodyLimit) {
        this.book = book;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/releases", Scope.RELEASES_READ, this::list)
                .scoped(HandlerType.GET, PATH, Scope.RELEASES_READ, this::read)
                .scoped(HandlerType.PUT, PATH, Scope.RELEASES_WRITE, this::put)
                .scoped(HandlerType.DELETE, PATH, Scope.RELEASES_WRITE, this::delete);
    }

    /** Returns the release that the path names. */
    static Release named(ReleaseBook book, Context ctx) {
        String project = Access.caller(ctx).project();
        String version = ctx.pathParam("version");
        return book.find(project, version)
                .orElseThrow(() -> Problem.NOT_FOUND.because(
                        "There is no release " + TextRules.quote(version) + ". " + book.near(project, version)));
    }

    private void list(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("from", "to", "limit"));
        Optional<Instant> from = parameters.time("from");
        Optional<Instant> to = parameters.time("to");
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            parameters.refuse("to", "is not after from", "from is inclusive and to exclusive; swap or move them");
        }
        int limit = parameters.number("limit", 1, MOST, USUAL);
        parameters.done();
        Optional<Format> format = TableAnswer.wanted(ctx);

        List<Release> found = book.all(Access.caller(ctx).project()).stream()
                .filter(r -> from.map(f -> !r.getReleasedAt().isBefore(f)).orElse(true)
                        && to.map(t -> r.getReleasedAt().isBefore(t)).orElse(true))
                .toList();
        List<Release> shown = found.subList(0, Math.min(limit, found.size()));
        if (format.isPresent()) {
            TableAnswer.write(ctx, format.get(), ReleaseFields.TABLE, Table.rows(shown));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (Release release : shown) {
                ReleaseFields.write(json, release);
            }
            json.writeEndArray();
            json.writeNumberField("releases", found.size());
            json.writeEndObject();
        });
    }

    private void read(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        Release release = named(book, ctx);
        Json.answer(ctx, 200, json -> ReleaseFields.write(json, release));
    }

    private void put(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        String project = Access.caller(ctx).project();
        String version = ctx.pathParam("version");
        var errors = new FieldErrors();
        Release release = ReleaseBody.read(Bodies.json(ctx, bodyLimit), project, version, clock.instant(), errors);
        boolean existed = book.find(project, version).isPresent();
        if (!existed && errors.isEmpty() && book.all(project).size() >= MOST) {
            errors.add("version", "would be release " + (MOST + 1), "delete releases that are no longer needed");
        }
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        book.put(release);
        Json.answer(ctx, existed ? 200 : 201, json -> ReleaseFields.write(json, release));
    }

    private void delete(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        Release release = named(book, ctx);
        book.remove(release.getProject(), release.getVersion());
        ctx.status(204);
    }
}
