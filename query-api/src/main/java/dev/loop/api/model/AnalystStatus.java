package dev.loop.api.model;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.connectors.learn.ModelBook;
import dev.loop.connectors.llm.LlmBudget;
import dev.loop.connectors.llm.LlmPrices;
import dev.loop.connectors.llm.LlmTotals;
import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.LlmUsage;
import dev.loop.schemas.avro.Model;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * {@code GET /v1/analyst}: what judges, and what a language model has used this month. The usage is the same on every
 * instance; whether an analyst runs is told of the instance that is asked.
 */
public final class AnalystStatus implements Feature {

    /**
     * The analyst of this process.
     *
     * @param encoder whether it has one, which then answers where the language model does not
     */
    public record Here(boolean encoder, Optional<HereLlm> llm) {}

    /** @param answers whether its server does, as far as is known */
    public record HereLlm(String version, LlmBudget budget, boolean answers) {}

    private final Supplier<Optional<Here>> here;
    private final ControlTable<LlmUsage> usage;
    private final ModelBook models;
    private final Clock clock;

    /** @param here empty where no analyst runs in this process */
    public AnalystStatus(Supplier<Optional<Here>> here, ControlTable<LlmUsage> usage, ModelBook models, Clock clock) {
        this.here = here;
        this.usage = usage;
        this.models = models;
        this.clock = clock;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/analyst", Scope.FEEDBACK_READ, this::read);
    }

    private void read(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        String project = Access.caller(ctx).project();
        YearMonth month = YearMonth.now(clock.withZone(ZoneOffset.UTC));
        LlmTotals totals = LlmTotals.of(usage, project, month);
        Optional<Here> running = here.get();
        Optional<HereLlm> llm = running.flatMap(Here::llm);
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeBooleanField("running", running.isPresent());
            if (running.isPresent()) {
                json.writeBooleanField("encoder", running.get().encoder());
                json.writeStringField("judges", llm.map(HereLlm::version).orElseGet(() -> ownModel(project)));
            }
            if (llm.isPresent() || totals.latest().isPresent()) {
                write(json, month, totals, llm);
            }
            json.writeEndObject();
        });
    }

    private String ownModel(String project) {
        return models.active(project)
                .map(Model::getVersion)
                .orElse(models.prior().version());
    }

    private static void write(JsonGenerator json, YearMonth month, LlmTotals totals, Optional<HereLlm> llm)
            throws IOException {
        Optional<LlmUsage> latest = totals.latest();
        json.writeObjectFieldStart("llm");
        json.writeStringField(
                "version",
                llm.map(HereLlm::version)
                        .or(() -> latest.map(LlmUsage::getModel))
                        .orElse(""));
        boolean spent = latest.filter(LlmUsage::getSpent).isPresent();
        boolean down = llm.filter(one -> !one.answers()).isPresent();
        json.writeStringField("state", spent ? "spent" : down ? "down" : "ready");
        json.writeStringField("month", month.toString());
        json.writeNumberField("calls", totals.calls());
        json.writeNumberField("refused", totals.refused());
        json.writeNumberField("failed", totals.failed());
        json.writeNumberField("inputTokens", totals.inputTokens());
        json.writeNumberField("outputTokens", totals.outputTokens());
        json.writeNumberField("cost", LlmPrices.money(totals.cost()));
        Optional<Long> tokens = limit(llm.map(one -> one.budget().tokens()), latest.flatMap(LlmUsage::getBudgetTokens));
        if (tokens.isPresent()) {
            json.writeNumberField("budgetTokens", tokens.get());
        }
        Optional<Long> cost = limit(llm.map(one -> one.budget().cost()), latest.flatMap(LlmUsage::getBudgetCost));
        if (cost.isPresent()) {
            json.writeNumberField("budgetCost", LlmPrices.money(cost.get()));
        }
        json.writeEndObject();
    }

    /** Returns the limit of the analyst that is here, or else of the one that asked last. */
    private static Optional<Long> limit(Optional<OptionalLong> ofHere, Optional<Long> elsewhere) {
        return ofHere.isEmpty()
                ? elsewhere
                : ofHere.get().isPresent() ? Optional.of(ofHere.get().getAsLong()) : Optional.empty();
    }
}
