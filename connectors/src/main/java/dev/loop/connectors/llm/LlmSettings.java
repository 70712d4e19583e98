package dev.loop.connectors.llm;

import dev.loop.connectors.webhook.address.AddressRules;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a language model.
 *
 * @param server the address that {@code /chat/completions} is put behind
 * @param model its name in the words of the server
 * @param key empty for a server that wants none
 * @param addresses that the server may have
 * @param concurrency the limit of calls at a time
 * @param deadline of one call, from looking the name up to the last byte
 * @param rest after the first failure; twice as long after each further one
 */
public record LlmSettings(
        URI server,
        String model,
        Optional<LlmKey> key,
        AddressRules addresses,
        LlmPrices prices,
        LlmBudget budget,
        int concurrency,
        Duration deadline,
        Duration rest) {

    public static final int USUAL_CONCURRENCY = 4;
    public static final int MOST_CONCURRENCY = 64;

    /** The limit of a name, which is a part of the version that judgements are signed with. */
    public static final int LONGEST_MODEL = 80;

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration REST = Duration.ofMillis(500);

    public LlmSettings(
            URI server,
            String model,
            Optional<LlmKey> key,
            AddressRules addresses,
            LlmPrices prices,
            LlmBudget budget,
            int concurrency) {
        this(server, model, key, addresses, prices, budget, concurrency, DEADLINE, REST);
    }

    /** Returns what judgements are signed with. */
    public String version() {
        return "llm:" + model + "@" + ChatRequest.PROMPT;
    }

    LlmSettings withPace(Duration deadline, Duration rest) {
        return new LlmSettings(server, model, key, addresses, prices, budget, concurrency, deadline, rest);
    }
}
