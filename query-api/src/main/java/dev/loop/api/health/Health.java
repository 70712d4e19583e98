package dev.loop.api.health;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Json;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.topology.cause.Cause;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * {@code /health/live}, {@code /health/ready}, {@code /metrics}. Anybody learns whether the process lives and is ready;
 * the details take the scope.
 */
public final class Health implements Feature {

    private final Readiness readiness;
    private final PrometheusMeterRegistry meters;
    private final Predicate<Context> seesDetails;
    private final boolean open;

    /** @param seesDetails whether a caller may see metrics and details, where they are not for all */
    public Health(Readiness readiness, PrometheusMeterRegistry meters, Predicate<Context> seesDetails) {
        this(readiness, meters, seesDetails, false);
    }

    /** Returns the routes without any protection. */
    public static Health open(Readiness readiness, PrometheusMeterRegistry meters) {
        return new Health(readiness, meters, anybody -> true, true);
    }

    private Health(Readiness readiness, PrometheusMeterRegistry meters, Predicate<Context> seesDetails, boolean open) {
        this.readiness = readiness;
        this.meters = meters;
        this.seesDetails = seesDetails;
        this.open = open;
    }

    @Override
    public void addTo(Routes routes) {
        routes.open(HandlerType.GET, "/health/live", this::live).open(HandlerType.GET, "/health/ready", this::ready);
        if (open) {
            routes.open(HandlerType.GET, "/metrics", this::metrics);
        } else {
            routes.scoped(HandlerType.GET, "/metrics", Scope.METRICS_READ, this::metrics);
        }
    }

    private void live(Context ctx) {
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeStringField("status", "live");
            json.writeEndObject();
        });
    }

    private void ready(Context ctx) {
        Readiness.State state = readiness.state();
        if (!state.ready()) {
            ctx.header("Retry-After", "1");
        }
        Json.answer(ctx, state.ready() ? 200 : 503, json -> {
            json.writeStartObject();
            json.writeStringField("status", !state.ready() ? "not-ready" : state.degraded() ? "degraded" : "ready");
            if (seesDetails.test(ctx)) {
                json.writeObjectFieldStart("checks");
                for (Map.Entry<String, String> check : new TreeMap<>(state.checks()).entrySet()) {
                    json.writeStringField(check.getKey(), check.getValue());
                }
                json.writeEndObject();
                if (!state.causes().isEmpty()) {
                    writeCauses(json, state.causes());
                }
            }
            json.writeEndObject();
        });
    }

    private static void writeCauses(JsonGenerator json, List<Cause> causes) throws IOException {
        json.writeArrayFieldStart("causes");
        for (Cause cause : causes) {
            json.writeStartObject();
            json.writeStringField("component", cause.component());
            if (cause.partition().isPresent()) {
                json.writeNumberField("partition", cause.partition().getAsInt());
            }
            json.writeStringField("what", cause.what());
            json.writeStringField("remedy", cause.remedy());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void metrics(Context ctx) {
        ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(meters.scrape());
    }
}
