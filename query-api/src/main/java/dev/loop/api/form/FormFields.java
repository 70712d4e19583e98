package dev.loop.api.form;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.key.Caller;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.schemas.avro.Form;
import dev.loop.schemas.intake.PublishableKey;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes forms into answers. */
final class FormFields {

    /** @param key empty if it is revoked */
    record Shown(Form form, Optional<Caller> key) {

        /** Returns whether answers are taken now. */
        boolean open() {
            return form.getEnabled()
                    && key.filter(own -> own.answers(form.getName())).isPresent();
        }

        String keyId() {
            return key.map(Caller::keyId).orElse(form.getKeyId());
        }
    }

    static final Table<Shown> TABLE = new Table<>(
            "forms",
            List.of(
                    Column.text("name"),
                    Column.text("title"),
                    Column.text("question"),
                    Column.text("kind"),
                    Column.text("language"),
                    Column.yesNo("comment"),
                    Column.text("tags"),
                    Column.text("key"),
                    Column.yesNo("enabled"),
                    Column.yesNo("open"),
                    Column.text("path"),
                    Column.time("createdAt"),
                    Column.time("updatedAt")),
            shown -> Arrays.asList(
                    shown.form().getName(),
                    shown.form().getTitle().orElse(null),
                    shown.form().getQuestion(),
                    kind(shown.form()),
                    shown.form().getLanguage(),
                    shown.form().getComment(),
                    String.join(" ", shown.form().getTags()),
                    shown.keyId(),
                    shown.form().getEnabled(),
                    shown.open(),
                    path(shown.form()),
                    shown.form().getCreatedAt(),
                    shown.form().getUpdatedAt()),
            FormFields::write);

    static void write(JsonGenerator json, Shown shown) throws IOException {
        Form form = shown.form();
        json.writeStartObject();
        writeQuestion(json, form);
        texts(json, "texts", form.getTexts());
        texts(json, "metadata", form.getMetadata());
        json.writeStringField("key", shown.keyId());
        json.writeBooleanField("enabled", form.getEnabled());
        json.writeBooleanField("open", shown.open());
        json.writeStringField("path", path(form));
        json.writeStringField("answers", "/v1/feedback?metadata.form=" + form.getName());
        json.writeStringField("createdAt", Rfc3339.format(form.getCreatedAt().toEpochMilli()));
        json.writeStringField("updatedAt", Rfc3339.format(form.getUpdatedAt().toEpochMilli()));
        json.writeEndObject();
    }

    /** Writes what a page of the customer needs to ask the question, and to send the same item as the survey page. */
    static void writePublic(JsonGenerator json, Form form) throws IOException {
        json.writeStartObject();
        writeQuestion(json, form);
        json.writeStringField("direction", FormWords.isRightToLeft(form.getLanguage()) ? "rtl" : "ltr");
        Map<String, String> words = new TreeMap<>();
        FormWords.shown(AnswerScale.of(form.getKind()), form.getComment())
                .forEach(name -> words.put(name, FormWords.of(form, name)));
        texts(json, "texts", words);
        Map<String, String> metadata = new TreeMap<>(form.getMetadata());
        metadata.put(PublishableKey.FORM, form.getName());
        texts(json, "metadata", metadata);
        json.writeEndObject();
    }

    private static void writeQuestion(JsonGenerator json, Form form) throws IOException {
        json.writeStringField("name", form.getName());
        if (form.getTitle().isPresent()) {
            json.writeStringField("title", form.getTitle().get());
        }
        json.writeStringField("question", form.getQuestion());
        json.writeStringField("kind", kind(form));
        json.writeStringField("language", form.getLanguage());
        json.writeBooleanField("comment", form.getComment());
        json.writeArrayFieldStart("tags");
        for (String tag : form.getTags()) {
            json.writeString(tag);
        }
        json.writeEndArray();
    }

    private static void texts(JsonGenerator json, String name, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> text : new TreeMap<>(texts).entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }

    private static String kind(Form form) {
        return AnswerScale.of(form.getKind()).word();
    }

    private static String path(Form form) {
        return "/f/" + FormBook.address(form);
    }

    private FormFields() {}
}
