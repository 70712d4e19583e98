package dev.loop.api.form;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.loop.schemas.avro.Form;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes survey pages: plain HTML that needs no script and loads nothing. The policy tells the browser so, and names the
 * one style sheet by hash. Everything that people wrote is escaped.
 */
final class FormPage {

    private static final String CSS = resource("form.css");
    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash(CSS)
            + "'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final Template TEMPLATE =
            Mustache.compiler().emptyStringIsFalse(true).compile(resource("form.html"));

    /** The language of an address where there is no form, and so none of its own. */
    private static final String ENGLISH = "en";

    /** @param label the word of a sentiment, or the number */
    private record Choice(String value, String label, boolean checked) {}

    /** Shows the question. */
    static void question(Context ctx, Form form, FormAnswer answer) {
        send(ctx, 200, model(form, answer, Optional.empty()));
    }

    /**
     * Shows the question again, with the answer that was not taken.
     *
     * @param problem the name of the words that tell why
     */
    static void again(Context ctx, int status, Form form, FormAnswer answer, String problem) {
        send(ctx, status, model(form, answer, Optional.of(problem)));
    }

    static void preview(Context ctx, Form form) {
        question(ctx, form, FormAnswer.linked(AnswerScale.of(form.getKind()), Map.of(), Instant.EPOCH));
    }

    static void thanks(Context ctx, Form form) {
        message(ctx, 200, form.getLanguage(), FormWords.of(form, "thanks"));
    }

    static void closed(Context ctx, Form form) {
        message(ctx, 410, form.getLanguage(), FormWords.of(form.getLanguage(), "closed"));
    }

    static void missing(Context ctx) {
        message(ctx, 404, ENGLISH, FormWords.of(ENGLISH, "missing"));
    }

    private static void message(Context ctx, int status, String language, String message) {
        Map<String, Object> model = frame(language);
        model.put("heading", message);
        model.put("message", message);
        send(ctx, status, model);
    }

    private static Map<String, Object> model(Form form, FormAnswer answer, Optional<String> problem) {
        AnswerScale scale = AnswerScale.of(form.getKind());
        boolean choice = !scale.answers().isEmpty();
        Map<String, Object> model = frame(form.getLanguage());
        model.put("asks", true);
        model.put("action", FormBook.address(form));
        model.put("title", form.getTitle().orElse(""));
        model.put("heading", form.getTitle().orElse(form.getQuestion()));
        model.put("question", form.getQuestion());
        model.put("kind", scale.word());
        model.put("choice", choice);
        model.put("choices", choices(form, scale, answer.value()));
        model.put("stars", scale == AnswerScale.STARS);
        model.put("ends", scale.hasEnds());
        if (scale.hasEnds()) {
            model.put("low", FormWords.of(form, "low"));
            model.put("high", FormWords.of(form, "high"));
        }
        model.put("comment", form.getComment() && choice);
        model.put("text", !choice);
        for (String word : List.of("comment", "send")) {
            model.put(word + "Word", FormWords.of(form, word));
        }
        for (String word : List.of("optional", "empty")) {
            model.put(word + "Word", FormWords.of(form.getLanguage(), word));
        }
        model.put(
                "problem",
                problem.map(name -> FormWords.of(form.getLanguage(), name)).orElse(""));
        model.put("answer", answer);
        model.put("mostCharacters", FormAnswer.MESSAGE_LENGTH);
        return model;
    }

    private static List<Choice> choices(Form form, AnswerScale scale, String chosen) {
        return scale.answers().stream()
                .map(value -> new Choice(
                        value,
                        scale == AnswerScale.SENTIMENT ? FormWords.of(form, value) : value,
                        value.equals(chosen)))
                .toList();
    }

    private static Map<String, Object> frame(String language) {
        var model = new HashMap<String, Object>();
        model.put("css", CSS);
        model.put("language", language);
        model.put("direction", FormWords.isRightToLeft(language) ? "rtl" : "ltr");
        return model;
    }

    private static void send(Context ctx, int status, Map<String, Object> model) {
        ctx.header("Content-Security-Policy", POLICY);
        // Without it the browser would send the answer with "Origin: null", as from a page of nobody.
        ctx.header("Referrer-Policy", "same-origin");
        ctx.header("Cache-Control", "no-store");
        ctx.status(status).contentType("text/html; charset=utf-8").result(TEMPLATE.execute(model));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(FormPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private FormPage() {}
}
