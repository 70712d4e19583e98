package dev.loop.api.form;

import dev.loop.api.feedback.CreateFeedback;
import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Json;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.ProblemWriter;
import dev.loop.api.http.Routes;
import dev.loop.api.key.Caller;
import dev.loop.api.key.KeyBook;
import dev.loop.connectors.log.Place;
import dev.loop.schemas.avro.Form;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * {@code /f/{form}}: the page of a survey, for a link in a mail, and {@code /f/{form}.json}, the same question for a
 * page of the customer.
 *
 * <p>Opening the page records nothing, whatever the link says: scanners of mail follow links before their reader does.
 * Only sending the page does.
 */
public final class FormPages implements Feature {

    private static final String PATH = "/f/{form}";

    /** The limit of a sent page: each byte of what a person wrote may take three in it. */
    private static final int BODY_LIMIT = 64 << 10;

    private final FormBook book;
    private final KeyBook keys;
    private final CreateFeedback create;
    private final Clock clock;
    private final Executor executor;

    /** @param executor on which answers are written, so that no slow caller holds up the log */
    public FormPages(FormBook book, KeyBook keys, CreateFeedback create, Clock clock, Executor executor) {
        this.book = book;
        this.keys = keys;
        this.create = create;
        this.clock = clock;
        this.executor = executor;
    }

    @Override
    public void addTo(Routes routes) {
        routes.openToPages(HandlerType.GET, PATH + ".json", this::definition)
                .open(HandlerType.GET, PATH, this::show)
                .open(HandlerType.POST, PATH, this::take)
                .open(HandlerType.GET, PATH + "/thanks", this::thank);
    }

    private void definition(Context ctx) {
        String address = ctx.pathParam("form");
        Form form = book.at(address)
                .filter(found -> key(found).isPresent())
                .orElseThrow(
                        () -> Problem.NOT_FOUND.because("No form " + TextRules.quote(address) + " takes answers."));
        byte[] body = Json.bytes(json -> FormFields.writePublic(json, form));
        String tag = tag(body);
        // The header stands in every answer, so that a shared cache may keep one for all pages.
        ctx.header("Access-Control-Allow-Origin", "*")
                .header("Cache-Control", "public, max-age=60")
                .header("ETag", tag);
        String known = ctx.header("If-None-Match");
        if (known != null && known.contains(tag)) {
            ctx.status(304);
            return;
        }
        ctx.contentType("application/json").result(body);
    }

    private void show(Context ctx) {
        Optional<Form> form = book.at(ctx.pathParam("form"));
        if (form.isEmpty()) {
            FormPage.missing(ctx);
        } else if (key(form.get()).isEmpty()) {
            FormPage.closed(ctx, form.get());
        } else {
            var parameters = new HashMap<String, String>();
            ctx.queryParamMap().forEach((name, values) -> parameters.put(name, values.get(0)));
            AnswerScale scale = AnswerScale.of(form.get().getKind());
            FormPage.question(ctx, form.get(), FormAnswer.linked(scale, parameters, clock.instant()));
        }
    }

    private void thank(Context ctx) {
        book.at(ctx.pathParam("form")).ifPresentOrElse(form -> FormPage.thanks(ctx, form), () -> FormPage.missing(ctx));
    }

    private void take(Context ctx) throws IOException {
        Optional<Form> form = book.at(ctx.pathParam("form"));
        Optional<Caller> key = form.flatMap(this::key);
        if (form.isEmpty()) {
            FormPage.missing(ctx);
        } else if (key.isEmpty()) {
            FormPage.closed(ctx, form.get());
        } else {
            take(ctx, form.get(), key.get());
        }
    }

    private void take(Context ctx, Form form, Caller key) throws IOException {
        AnswerScale scale = AnswerScale.of(form.getKind());
        FormAnswer answer = FormAnswer.sent(scale, fields(ctx));
        Optional<String> problem = answer.problem(scale);
        if (problem.isPresent()) {
            FormAnswer shown = answer.nonce().isEmpty() ? answer.reopened(clock.instant()) : answer;
            FormPage.again(ctx, 422, form, shown, problem.get());
            return;
        }
        CompletableFuture<Place> taken;
        try {
            taken = create.takeForPage(
                    ctx,
                    key,
                    key.publishable().orElseThrow(),
                    answer.idempotencyKey(),
                    answer.item(form, clock.instant()));
        } catch (ProblemException refused) {
            refuse(ctx, form, answer, refused);
            return;
        }
        ctx.future(() -> taken.handleAsync(
                (place, failure) -> {
                    if (failure == null) {
                        // A reload of what follows sends nothing again. The address is relative: a proxy may serve the
                        // page below another path.
                        ctx.status(303).header("Location", FormBook.address(form) + "/thanks");
                    } else {
                        refuse(ctx, form, answer, ProblemWriter.known(failure).orElseThrow(() -> rethrown(failure)));
                    }
                    return place;
                },
                executor));
    }

    /** Shows the answer again, to be sent later: what a person wrote is never thrown away. */
    private static void refuse(Context ctx, Form form, FormAnswer answer, ProblemException refused) {
        refused.retryAfter()
                .ifPresent(wait -> ctx.header("Retry-After", Long.toString((wait.toMillis() + 999) / 1_000)));
        String words = refused.problem() == Problem.RATE_LIMITED ? "busy" : "again";
        FormPage.again(ctx, refused.problem().status(), form, answer, words);
    }

    private static RuntimeException rethrown(Throwable failure) {
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    /** Returns the key that creates the items; empty if the form takes no answers. */
    private Optional<Caller> key(Form form) {
        return form.getEnabled()
                ? keys.publishable(form.getProject(), form.getKeyId(), clock.instant())
                        .filter(key -> key.answers(form.getName()))
                : Optional.empty();
    }

    /** Returns the fields of a sent page, the first of each name. */
    private static Map<String, String> fields(Context ctx) throws IOException {
        Bodies.requireType(ctx, "application/x-www-form-urlencoded");
        String body = new String(Bodies.whole(ctx, BODY_LIMIT), StandardCharsets.US_ASCII);
        var fields = new HashMap<String, String>();
        try {
            for (String field : body.split("&")) {
                String[] parts = field.split("=", 2);
                fields.putIfAbsent(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
            }
        } catch (IllegalArgumentException stray) {
            throw Problem.BAD_REQUEST.because("The body has a % without two hexadecimal digits behind it.");
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String tag(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
