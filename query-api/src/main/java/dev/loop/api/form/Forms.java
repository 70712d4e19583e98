package dev.loop.api.form;

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
import dev.loop.api.key.FormName;
import dev.loop.api.key.KeyBook;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.schemas.avro.Form;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code /v1/forms}: surveys. A form is put whole; putting it again replaces it, and its answers stay. */
public final class Forms implements Feature {

    private static final String PATH = "/v1/forms/{name}";

    /** The limit of a project; every instance holds all forms. */
    private static final int MOST = 100;

    private final FormBook book;
    private final KeyBook keys;
    private final Clock clock;
    private final int bodyLimit;

    public Forms(FormBook book, KeyBook keys, Clock clock, int bodyLimit) {
        this.book = book;
        this.keys = keys;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/forms", Scope.FORMS_READ, this::list)
                .scoped(HandlerType.GET, PATH, Scope.FORMS_READ, this::read)
                .scoped(HandlerType.PUT, PATH, Scope.FORMS_WRITE, this::put)
                .scoped(HandlerType.DELETE, PATH, Scope.FORMS_WRITE, this::delete)
                .scoped(HandlerType.POST, PATH + "/preview", Scope.FORMS_READ, this::preview);
    }

    private void list(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        List<FormFields.Shown> forms =
                book.all(Access.caller(ctx).project()).stream().map(this::shown).toList();
        Optional<Format> format = TableAnswer.wanted(ctx);
        if (format.isPresent()) {
            TableAnswer.write(ctx, format.get(), FormFields.TABLE, Table.rows(forms));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (FormFields.Shown form : forms) {
                FormFields.write(json, form);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void read(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        Form form = find(ctx);
        Json.answer(ctx, 200, json -> FormFields.write(json, shown(form)));
    }

    private void put(Context ctx) throws IOException {
        Form form = given(ctx);
        Optional<Form> before = book.find(form.getProject(), form.getName());
        if (before.isEmpty() && book.all(form.getProject()).size() >= MOST) {
            throw Problem.TOO_MANY.because("The project has " + MOST + " forms.");
        }
        book.put(form);
        Json.answer(ctx, before.isPresent() ? 200 : 201, json -> FormFields.write(json, shown(form)));
    }

    /** Answers with the page as it would be, and keeps nothing. */
    private void preview(Context ctx) throws IOException {
        FormPage.preview(ctx, given(ctx));
    }

    private void delete(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        Form form = find(ctx);
        book.remove(form.getProject(), form.getName());
        ctx.status(204);
    }

    private Form given(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        String project = Access.caller(ctx).project();
        String name = ctx.pathParam("name");
        var errors = new FieldErrors();
        if (!FormName.isValid(name)) {
            errors.add("name", "is " + TextRules.quote(name), FormName.REMEDY);
        }
        Instant now = clock.instant();
        Instant createdAt = book.find(project, name).map(Form::getCreatedAt).orElse(now);
        Form form = FormBody.read(Bodies.json(ctx, bodyLimit), project, name, keys, createdAt, now, errors);
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        return form;
    }

    private Form find(Context ctx) {
        String name = ctx.pathParam("name");
        return book.find(Access.caller(ctx).project(), name)
                .orElseThrow(() -> Problem.NOT_FOUND.because("The project has no form " + TextRules.quote(name) + "."));
    }

    private FormFields.Shown shown(Form form) {
        return new FormFields.Shown(form, keys.publishable(form.getProject(), form.getKeyId(), clock.instant()));
    }
}
