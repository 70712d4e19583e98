package dev.loop.connectors.llm;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** The meters of a language model. */
final class LlmMeters {

    private final Counter answered;
    private final Counter refused;
    private final Counter failed;
    private final Counter spent;
    private final Counter input;
    private final Counter output;
    private final Timer time;

    LlmMeters(MeterRegistry registry, CallBreaker breaker) {
        answered = calls("answered", registry);
        refused = calls("refused", registry);
        failed = calls("failed", registry);
        spent = Counter.builder("loop.llm.spent")
                .description("Items that were not asked about, since the budget is spent")
                .register(registry);
        input = tokens("input", registry);
        output = tokens("output", registry);
        time = Timer.builder("loop.llm.time")
                .description("From a request to its answer")
                .register(registry);
        Gauge.builder("loop.llm.shut", breaker, one -> one.isShut() ? 1 : 0)
                .description("Whether nothing is asked for a while, since the server does not answer")
                .register(registry);
    }

    private static Counter calls(String outcome, MeterRegistry registry) {
        return Counter.builder("loop.llm.calls")
                .description("Requests to the language model")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter tokens(String direction, MeterRegistry registry) {
        return Counter.builder("loop.llm.tokens")
                .description("Tokens as the server counts them")
                .tag("direction", direction)
                .register(registry);
    }

    void answered(ChatAnswer answer, long nanos) {
        (answer.said().isPresent() ? answered : refused).increment();
        input.increment(answer.input().orElse(0));
        output.increment(answer.output().orElse(0));
        time.record(nanos, TimeUnit.NANOSECONDS);
    }

    void failed() {
        failed.increment();
    }

    void spent() {
        spent.increment();
    }
}
