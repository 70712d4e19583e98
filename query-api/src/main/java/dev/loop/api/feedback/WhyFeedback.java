package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.word.WordBook;
import dev.loop.connectors.learn.ModelBook;
import dev.loop.history.EventLog;
import dev.loop.schemas.avro.Explanation;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.SentimentWords;
import dev.loop.schemas.avro.WordShare;
import dev.loop.schemas.intake.ProjectRules;
import dev.loop.schemas.intake.analyser.RuleTerm;
import dev.loop.schemas.intake.analyser.RuleVerdict;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.item.ItemPart;
import dev.loop.schemas.text.Rfc3339;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/feedback/{id}/why}: what decided the sentiment of an item. The words of a model are those that were
 * recorded with its judgement; the rules are a calculation that gives the same terms whenever it is made.
 */
public final class WhyFeedback implements Feature {

    /** How many changes are looked through for the one that set the sentiment. */
    private static final int LONGEST_HISTORY = 200;

    private final EventLog log;
    private final Freshness freshness;
    private final ModelBook models;
    private final WordBook words;
    private final ProjectRules projectRules;

    public WhyFeedback(EventLog log, Freshness freshness, ModelBook models, WordBook words, ProjectRules projectRules) {
        this.log = log;
        this.freshness = freshness;
        this.models = models;
        this.words = words;
        this.projectRules = projectRules;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/feedback/{id}/why", Scope.FEEDBACK_READ, this::read);
    }

    private void read(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        String id = ctx.pathParam("id");
        Feedback item = freshness
                .questions(ctx)
                .item(Access.caller(ctx).project(), id)
                .orElseThrow(() -> Problem.NOT_FOUND.because(
                        "The item does not exist, or it was erased together with its reasons."));
        Optional<FeedbackChange> said = item.getJudgedBy().isPresent() ? Optional.empty() : said(item);
        Optional<ModelWord> word = ModelWord.of(item, models);
        Json.answer(ctx, 200, json -> write(json, item, said, word));
    }

    /** Returns the change by which somebody said the sentiment of an item that was there. */
    private Optional<FeedbackChange> said(Feedback item) {
        return item.getRevision() == 1
                ? Optional.empty()
                : log.history(item, LONGEST_HISTORY).changes().stream()
                        .filter(WhyFeedback::saysASentiment)
                        .findFirst();
    }

    private static boolean saysASentiment(FeedbackChange change) {
        return change.getBefore().isPresent()
                && change.getAfter().isPresent()
                && change.getAfter().get().getJudgedBy().isEmpty()
                && (change.getBefore().get().getJudgedBy().isPresent()
                        || change.getBefore().get().getSentiment()
                                != change.getAfter().get().getSentiment()
                        || !change.getBefore()
                                .get()
                                .getPersonWord()
                                .equals(change.getAfter().get().getPersonWord()));
    }

    private void write(JsonGenerator json, Feedback item, Optional<FeedbackChange> said, Optional<ModelWord> word)
            throws IOException {
        Optional<Explanation> explanation = item.getExplanation().map(ItemPart.EXPLANATION::read);
        String rules = rules(item, explanation);
        json.writeStartObject();
        json.writeStringField("sentiment", FeedbackJson.word(item.getSentiment()));
        json.writeObjectFieldStart("by");
        if (item.getJudgedBy().isPresent()) {
            json.writeStringField("kind", FeedbackJson.word(item.getJudgedBy().get()));
            json.writeStringField("version", item.getJudgedVersion().orElse(""));
        } else {
            json.writeStringField(
                    "kind", said.isPresent() || item.getPersonWord().isPresent() ? "person" : "sender");
        }
        json.writeStringField("rules", rules);
        if (said.flatMap(FeedbackChange::getActor).isPresent()) {
            json.writeStringField("actor", said.get().getActor().get());
        }
        if (said.isPresent()) {
            json.writeStringField("at", Rfc3339.format(said.get().getAt().toEpochMilli()));
        }
        json.writeEndObject();
        json.writeBooleanField("unsure", item.getUnsure());
        if (item.getSure().isPresent()) {
            json.writeNumberField("sure", item.getSure().get());
        }
        if (explanation.isPresent()) {
            write(json, item.getMessage(), explanation.get());
        }
        Optional<RuleVerdict> verdict = projectRules.explain(item.getProject(), item.getMessage(), rules);
        if (verdict.isPresent()) {
            write(json, verdict.get());
        }
        Optional<SentimentWords> own = words.words(item.getProject());
        if (own.isPresent()) {
            write(json, own.get(), verdict.isEmpty() && rules.contains("+"));
        }
        if (item.getLanguage().isPresent()) {
            json.writeStringField("language", item.getLanguage().get());
        }
        if (word.isPresent()) {
            word.get().write(json);
        }
        json.writeEndObject();
    }

    /** Returns the version of the rules that answered, or that would answer today where they were not asked. */
    private String rules(Feedback item, Optional<Explanation> explanation) {
        Optional<String> read =
                item.getJudgedBy().filter(JudgedBy.RULES::equals).isPresent()
                        ? item.getJudgedVersion()
                        : explanation.flatMap(Explanation::getRules);
        return read.orElseGet(() -> projectRules.of(item.getProject()).version());
    }

    /** @param since whether the rules that judged are not those that the words make today */
    private static void write(JsonGenerator json, SentimentWords own, boolean since) throws IOException {
        json.writeObjectFieldStart("ownWords");
        json.writeStringField("version", own.getVersion());
        json.writeNumberField("words", own.getWords().size());
        json.writeStringField("changedAt", Rfc3339.format(own.getChangedAt().toEpochMilli()));
        if (own.getChangedBy().isPresent()) {
            json.writeStringField("changedBy", own.getChangedBy().get());
        }
        json.writeBooleanField("changedSince", since);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String message, Explanation explanation) throws IOException {
        json.writeObjectFieldStart("chances");
        json.writeNumberField("negative", explanation.getNegative());
        json.writeNumberField("neutral", explanation.getNeutral());
        json.writeNumberField("positive", explanation.getPositive());
        json.writeEndObject();
        json.writeArrayFieldStart("words");
        for (WordShare word : explanation.getWords()) {
            // Whoever may write to the topic may place a word behind the end.
            if (word.getTo() <= message.length()) {
                json.writeStartObject();
                json.writeNumberField("from", word.getFrom());
                json.writeNumberField("to", word.getTo());
                json.writeStringField("text", message.substring(word.getFrom(), word.getTo()));
                json.writeNumberField("share", word.getShare());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, RuleVerdict verdict) throws IOException {
        json.writeNumberField("score", Math.round(verdict.score() * 10_000) / 10_000.0);
        json.writeArrayFieldStart("rules");
        for (RuleTerm term : verdict.terms()) {
            json.writeStartObject();
            json.writeNumberField("from", term.from());
            json.writeNumberField("to", term.to());
            json.writeStringField("term", term.term());
            json.writeNumberField("value", term.value());
            json.writeArrayFieldStart("because");
            for (String because : term.because()) {
                json.writeString(because);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
