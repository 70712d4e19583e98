package dev.loop.api.key;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.http.BodyFields;
import dev.loop.api.http.Scope;
import dev.loop.schemas.avro.KeyLimits;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.TextRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The members of a key that a body sets. */
final class KeyBody {

    static final List<String> NEW = List.of("name", "scopes", "publishable", "source", "origins", "forms", "limits");
    static final List<String> CHANGE = List.of("name", "source", "origins", "forms", "limits");

    static final int NAME_LENGTH = 100;
    static final int MOST_ORIGINS = 50;
    static final int MOST_FORMS = 50;
    private static final int HIGHEST_LIMIT = 999_999_999;

    private static final List<String> LIMITS = List.of("keySecond", "keyDay", "addressMinute", "addressHour");
    private static final List<String> WORDS =
            Stream.of(Scope.values()).map(Scope::word).toList();

    private final BodyFields fields;
    private final FieldErrors errors;

    KeyBody(BodyFields fields, FieldErrors errors) {
        this.fields = fields;
        this.errors = errors;
    }

    boolean sets(String field) {
        return fields.given(field);
    }

    String name() {
        Optional<String> name = fields.text("name");
        if (name.isEmpty() || name.get().length() > NAME_LENGTH) {
            errors.add(
                    "name",
                    name.isEmpty() ? "is missing" : "is over " + NAME_LENGTH + " characters",
                    "say who or what uses the key, in a few words");
        }
        name.filter(given -> !given.isEmpty() && given.length() <= NAME_LENGTH)
                .ifPresent(given -> TextRules.label(errors, "name", given, NAME_LENGTH));
        return name.orElse("");
    }

    List<String> scopes(Caller caller) {
        JsonNode node = fields.node("scopes");
        var scopes = new TreeSet<String>();
        if (!node.isArray() || node.isEmpty()) {
            errors.add(
                    "scopes",
                    "is not a list of scopes",
                    "send [\"*\"] for everything, or any of " + String.join(", ", WORDS));
        }
        for (JsonNode element : node) {
            String word = element.asText();
            boolean every = word.equals(Scope.EVERY);
            if (!every && !WORDS.contains(word)) {
                errors.add(
                        "scopes",
                        "has " + TextRules.quote(word),
                        Nearest.to(word, WORDS)
                                        .map(near -> "did you mean " + near + "? ")
                                        .orElse("") + "Known are *, " + String.join(", ", WORDS));
            } else if (!caller.scopes().contains(Scope.EVERY)
                    && !caller.scopes().contains(word)) {
                errors.add("scopes", "has " + word + ", which your key does not have", "give what you have yourself");
            } else {
                scopes.add(word);
            }
        }
        return scopes.contains(Scope.EVERY) ? List.of(Scope.EVERY) : List.copyOf(scopes);
    }

    /**
     * Returns whether a new key is publishable. A key that may only create is meant for pages, unless the caller says
     * that a server holds it.
     */
    boolean publishable(List<String> scopes) {
        Optional<Boolean> said = fields.yesOrNo("publishable");
        boolean creates = scopes.equals(List.of(Scope.FEEDBACK_CREATE.word()));
        if (said.orElse(false) && !creates) {
            errors.add(
                    "publishable",
                    "is true, and the scopes are not feedback:create alone",
                    "give that scope alone: anybody can read the key in a page");
        }
        return said.orElse(creates);
    }

    Optional<String> source(boolean publishable) {
        Optional<String> source = fields.text("source");
        if (source.isPresent() && !publishable) {
            errors.add(
                    "source",
                    "is for publishable keys",
                    "leave it out: with a secret key each item says its source itself");
        } else {
            source.ifPresent(text -> TextRules.label(errors, "source", text, FeedbackRules.LABEL_LENGTH));
        }
        return source;
    }

    List<String> origins(boolean publishable) {
        JsonNode node = fields.node("origins");
        Set<String> origins = new LinkedHashSet<>();
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isArray() || node.size() > MOST_ORIGINS) {
            errors.add(
                    "origins",
                    node.isArray() ? "has " + node.size() + " origins" : "is not a list",
                    "send a list of at most " + MOST_ORIGINS + " origins, such as [\"https://app.example.com\"]");
            return List.of();
        }
        for (JsonNode element : node) {
            Origins.checked("origins", element.isTextual() ? element.textValue() : element.toString(), errors)
                    .ifPresent(origins::add);
        }
        if (!origins.isEmpty() && !publishable) {
            errors.add("origins", "is for publishable keys", "leave it out: a secret key is in no page");
        }
        return new ArrayList<>(origins);
    }

    /** Returns names of forms, which need not be there yet: a form names its key. */
    List<String> forms(boolean publishable) {
        JsonNode node = fields.node("forms");
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        Set<String> forms = new LinkedHashSet<>();
        if (!node.isArray() || node.size() > MOST_FORMS) {
            errors.add(
                    "forms",
                    node.isArray() ? "has " + node.size() + " forms" : "is not a list",
                    "send a list of at most " + MOST_FORMS + " names, such as [\"nps\"]");
            return List.of();
        }
        for (JsonNode element : node) {
            String name = element.isTextual() ? element.textValue() : element.toString();
            if (!element.isTextual() || !FormName.isValid(name)) {
                errors.add("forms", "holds " + TextRules.quote(name) + ", which is no name of a form", FormName.REMEDY);
            }
            forms.add(name);
        }
        if (!forms.isEmpty() && !publishable) {
            errors.add("forms", "is for publishable keys", "leave it out: a secret key creates any item");
        }
        return List.copyOf(forms);
    }

    /** Returns the limits as the body changes them: a limit that it does not name stays, and null takes one away. */
    Optional<KeyLimits> limits(Optional<KeyLimits> before, boolean publishable) {
        if (fields.given("limits") && fields.node("limits").isNull()) {
            return Optional.empty();
        }
        BodyFields given = fields.object("limits", "limits", LIMITS);
        KeyLimits.Builder after = before.map(KeyLimits::newBuilder).orElseGet(KeyLimits::newBuilder);
        set(given, "keySecond", after, KeyLimits.Builder::setKeySecond);
        set(given, "keyDay", after, KeyLimits.Builder::setKeyDay);
        set(given, "addressMinute", after, KeyLimits.Builder::setAddressMinute);
        set(given, "addressHour", after, KeyLimits.Builder::setAddressHour);
        KeyLimits limits = after.build();
        boolean any = !limits.equals(KeyLimits.newBuilder().build());
        if (any && !publishable) {
            errors.add("limits", "is for publishable keys", "leave it out: calls with a secret key are not limited");
        }
        return any ? Optional.of(limits) : Optional.empty();
    }

    private void set(
            BodyFields given,
            String name,
            KeyLimits.Builder limits,
            BiConsumer<KeyLimits.Builder, @org.jspecify.annotations.Nullable Integer> setter) {
        if (given.given(name)) {
            var number = given.number(name, 0, HIGHEST_LIMIT);
            setter.accept(limits, number.isPresent() ? number.getAsInt() : null);
        }
    }
}
