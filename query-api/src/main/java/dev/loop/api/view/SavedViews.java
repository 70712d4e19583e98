package dev.loop.api.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Bodies;
import dev.loop.api.http.BodyFields;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.schemas.avro.SavedView;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code /v1/views}: pages of the dashboard with their filters, by name, for everyone in the project. A view is put
 * whole; putting it again replaces it.
 */
public final class SavedViews implements Feature {

    private static final String PATH = "/v1/views/{name}";

    /** The limit of a project; every instance holds all views. */
    private static final int MOST = 100;

    private static final int NAME_LENGTH = 60;
    private static final int ADDRESS_LENGTH = 2_000;

    /** The address of a page of the dashboard. It never names another host, as {@code //host} and a backslash would. */
    private static final Pattern ADDRESS = Pattern.compile("/(explore|inbox)(\\?[!-~&&[^\\\\]]*)?");

    private static final Table<SavedView> TABLE = new Table<>(
            "views",
            List.of(Column.text("name"), Column.text("address")),
            view -> List.of(view.getName(), view.getAddress()),
            SavedViews::write);

    private final ViewBook book;
    private final Clock clock;
    private final int bodyLimit;

    public SavedViews(ViewBook book, Clock clock, int bodyLimit) {
        this.book = book;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/views", Scope.FEEDBACK_READ, this::list)
                .scoped(HandlerType.PUT, PATH, Scope.FEEDBACK_WRITE, this::put)
                .scoped(HandlerType.DELETE, PATH, Scope.FEEDBACK_WRITE, this::delete);
    }

    private void list(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        List<SavedView> views = book.all(Access.caller(ctx).project());
        Optional<Format> format = TableAnswer.wanted(ctx);
        if (format.isPresent()) {
            TableAnswer.write(ctx, format.get(), TABLE, Table.rows(views));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (SavedView view : views) {
                write(json, view);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void put(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        String project = Access.caller(ctx).project();
        var errors = new FieldErrors();
        String name = ctx.pathParam("name");
        TextRules.label(errors, "name", name, NAME_LENGTH);
        Optional<String> address = BodyFields.read(Bodies.json(ctx, bodyLimit), "a view", List.of("address"), errors)
                .text("address");
        if (address.isEmpty()
                || address.get().length() > ADDRESS_LENGTH
                || !ADDRESS.matcher(address.get()).matches()) {
            errors.add(
                    "address",
                    address.isEmpty() ? "is missing" : "is not a page that can be saved",
                    "send path and query as the browser shows them, as in /explore?group_by=tag, at most "
                            + ADDRESS_LENGTH + " characters");
        }
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        Optional<SavedView> before = book.find(project, name);
        if (before.isEmpty() && book.all(project).size() >= MOST) {
            throw Problem.TOO_MANY.because("The project has " + MOST + " views.");
        }
        var view = new SavedView(
                project,
                name,
                address.orElseThrow(),
                before.map(SavedView::getSavedAt).orElseGet(clock::instant));
        book.put(view);
        Json.answer(ctx, before.isPresent() ? 200 : 201, json -> write(json, view));
    }

    private void delete(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        String project = Access.caller(ctx).project();
        String name = ctx.pathParam("name");
        if (book.find(project, name).isEmpty()) {
            throw Problem.NOT_FOUND.because("The project has no view " + TextRules.quote(name) + ".");
        }
        book.remove(project, name);
        ctx.status(204);
    }

    private static void write(JsonGenerator json, SavedView view) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", view.getName());
        json.writeStringField("address", view.getAddress());
        json.writeEndObject();
    }
}
