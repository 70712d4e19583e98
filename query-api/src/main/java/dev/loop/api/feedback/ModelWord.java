package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.connectors.learn.ModelBook;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Model;
import dev.loop.schemas.avro.ModelBin;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a model's word on an item is worth: what the model learnt from, and how often it was right about labels that it
 * had not seen when it was as sure as this.
 *
 * @param reviewed how many labels it learnt from
 * @param bin those labels; empty where none is as sure
 */
record ModelWord(int reviewed, String prior, Optional<ModelBin> bin) {

    /** Returns the worth of what a model says of an item; empty where none does, or where it is no longer known. */
    static Optional<ModelWord> of(Feedback item, ModelBook models) {
        if (item.getJudgedBy().filter(JudgedBy.MODEL::equals).isEmpty()) {
            return Optional.empty();
        }
        String version = item.getJudgedVersion().orElse("");
        String prior = models.prior().version();
        if (version.equals(prior)) {
            // Of the weights that all begin with, the newest model's labels tell how right they are in this project.
            List<Model> all = models.models(item.getProject());
            List<ModelBin> bins = all.isEmpty()
                    ? List.of()
                    : all.get(all.size() - 1).getMeasured().getReliabilityBefore();
            return Optional.of(new ModelWord(0, prior, bin(item, bins)));
        }
        return models.find(item.getProject(), version)
                .map(model -> new ModelWord(
                        model.getCorrected() + model.getConfirmed() + model.getUnprompted() + model.getByAuthor(),
                        model.getPrior(),
                        bin(item, model.getMeasured().getReliability())));
    }

    private static Optional<ModelBin> bin(Feedback item, List<ModelBin> bins) {
        return item.getSure()
                .flatMap(sure -> bins.stream()
                        .filter(bin -> sure >= bin.getFrom() && (sure < bin.getTo() || bin.getTo() == 1))
                        .filter(bin -> bin.getItems() > 0)
                        .findFirst());
    }

    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("learnedFrom");
        json.writeNumberField("reviewed", reviewed);
        json.writeStringField("prior", prior);
        json.writeEndObject();
        if (bin.isPresent()) {
            json.writeObjectFieldStart("rightWhenThisSure");
            json.writeNumberField(
                    "share", (double) bin.get().getRight() / bin.get().getItems());
            json.writeNumberField("of", bin.get().getItems());
            json.writeEndObject();
        }
    }
}
