package dev.loop.api.model;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.analysis.statistics.Wilson;
import dev.loop.schemas.avro.Model;
import dev.loop.schemas.avro.ModelBin;
import dev.loop.schemas.avro.ModelGroup;
import dev.loop.schemas.avro.ModelMeasures;
import dev.loop.schemas.avro.ModelTurn;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.util.List;

/** Models as answers have them. */
final class ModelFields {

    /** Writes a model in a line of a list. */
    static void write(JsonGenerator json, Model model, boolean active) throws IOException {
        json.writeStartObject();
        card(json, model, active);
        json.writeEndObject();
    }

    /** Writes a model with all that was measured of it. */
    static void writeWhole(JsonGenerator json, Model model, boolean active) throws IOException {
        json.writeStartObject();
        card(json, model, active);
        json.writeArrayFieldStart("groups");
        for (ModelGroup group : model.getMeasured().getGroups()) {
            json.writeStartObject();
            json.writeStringField("by", group.getField());
            json.writeStringField("value", group.getValue().orElse(null));
            shares(json, group.getItems(), group.getRight(), group.getRightBefore());
            json.writeEndObject();
        }
        json.writeEndArray();
        bins(json, "reliability", model.getMeasured().getReliability());
        bins(json, "reliabilityBefore", model.getMeasured().getReliabilityBefore());
        json.writeEndObject();
    }

    /** Writes the weights that every project begins with. */
    static void writePrior(JsonGenerator json, String version, boolean active) throws IOException {
        json.writeStartObject();
        json.writeStringField("version", version);
        json.writeBooleanField("active", active);
        json.writeBooleanField("shipped", true);
        json.writeEndObject();
    }

    static void write(JsonGenerator json, ModelTurn turn) throws IOException {
        json.writeStartObject();
        json.writeStringField("version", turn.getVersion());
        json.writeStringField("at", Rfc3339.format(turn.getAt().toEpochMilli()));
        if (turn.getActor().isPresent()) {
            json.writeStringField("actor", turn.getActor().get());
        }
        if (turn.getReason().isPresent()) {
            json.writeStringField("reason", turn.getReason().get());
        }
        json.writeEndObject();
    }

    private static void card(JsonGenerator json, Model model, boolean active) throws IOException {
        json.writeStringField("version", model.getVersion());
        json.writeBooleanField("active", active);
        json.writeBooleanField("shipped", false);
        json.writeStringField("trainedAt", Rfc3339.format(model.getTrainedAt().toEpochMilli()));
        json.writeStringField("prior", model.getPrior());
        json.writeStringField("rules", model.getRules());
        json.writeObjectFieldStart("labels");
        json.writeNumberField("corrected", model.getCorrected());
        json.writeNumberField("confirmed", model.getConfirmed());
        json.writeNumberField("unprompted", model.getUnprompted());
        json.writeNumberField("byAuthor", model.getByAuthor());
        json.writeEndObject();
        json.writeBooleanField("held", model.getHeld());
        strings(json, "languages", model.getLanguages());
        strings(json, "replaces", model.getReplaces());
        ModelMeasures measured = model.getMeasured();
        json.writeObjectFieldStart("measured");
        shares(json, measured.getItems(), measured.getRight(), measured.getRightBefore());
        json.writeNumberField("unsure", measured.getUnsure());
        json.writeNumberField("rightWhenNotUnsure", measured.getRightWhenNot());
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void shares(JsonGenerator json, int items, int right, int rightBefore) throws IOException {
        json.writeNumberField("items", items);
        json.writeNumberField("right", right);
        interval(json, right, items);
        json.writeNumberField("rightBefore", rightBefore);
    }

    /** Writes the interval of the share that is right; none where there are no items. */
    private static void interval(JsonGenerator json, int right, int items) throws IOException {
        if (items > 0) {
            Wilson interval = Wilson.of(right, items);
            json.writeArrayFieldStart("rightInterval");
            json.writeNumber(interval.low());
            json.writeNumber(interval.high());
            json.writeEndArray();
        }
    }

    private static void bins(JsonGenerator json, String name, List<ModelBin> bins) throws IOException {
        json.writeArrayFieldStart(name);
        for (ModelBin bin : bins) {
            json.writeStartObject();
            json.writeNumberField("from", bin.getFrom());
            json.writeNumberField("to", bin.getTo());
            json.writeNumberField("items", bin.getItems());
            json.writeNumberField("right", bin.getRight());
            interval(json, bin.getRight(), bin.getItems());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private ModelFields() {}
}
