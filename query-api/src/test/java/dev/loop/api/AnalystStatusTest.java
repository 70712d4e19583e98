package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.model.AnalystStatus.Here;
import dev.loop.api.model.AnalystStatus.HereLlm;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.connectors.llm.LlmBudget;
import dev.loop.schemas.avro.LlmUsage;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnalystStatusTest {

    private static final YearMonth NOW = YearMonth.from(ApiFixture.NOW.atZone(ZoneOffset.UTC));

    private final ApiFixture api = new ApiFixture();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldTellWhatJudges_whenNoLanguageModelDoes() {
        assertThat(api.get("/v1/analyst").json()).hasToString("{\"running\":false}");

        api.analyst = Optional.of(new Here(true, Optional.empty()));

        assertThat(api.get("/v1/analyst").json())
                .hasToString("{\"running\":true,\"encoder\":true,\"judges\":\""
                        + SentimentModel.prior().version() + "\"}");
    }

    @Test
    void shouldAddUpWhatAllCopiesHaveUsedThisMonth_ofThisProject() {
        use("default", NOW, "one", 3, null, false);
        use("default", NOW, "two", 4, 20_000_000_000_000L, true);
        use("default", NOW.minusMonths(1), "one", 100, null, true);
        use("other", NOW, "one", 1_000, null, true);

        JsonNode llm = api.get("/v1/analyst").json().get("llm");

        assertThat(llm.get("calls").asLong()).isEqualTo(7);
        assertThat(llm.get("inputTokens").asLong()).isEqualTo(700);
        assertThat(llm.get("cost").decimalValue()).isEqualByComparingTo("0.0007");
        assertThat(llm.get("month").asText()).isEqualTo(NOW.toString());
        assertThat(llm.get("state").asText()).isEqualTo("spent");
        assertThat(llm.get("budgetCost").asInt()).isEqualTo(20);
    }

    @Test
    void shouldTellTheBudgetAndStateOfTheAnalystThatIsHere() {
        api.analyst = Optional.of(
                new Here(false, Optional.of(new HereLlm("llm:small@p1", LlmBudget.parse("5000tokens"), false))));

        JsonNode answer = api.get("/v1/analyst").json();

        assertThat(answer.get("judges").asText()).isEqualTo("llm:small@p1");
        assertThat(answer.get("llm").get("state").asText()).isEqualTo("down");
        assertThat(answer.get("llm").get("calls").asLong()).isZero();
        assertThat(answer.get("llm").get("budgetTokens").asLong()).isEqualTo(5000);
    }

    private void use(String project, YearMonth month, String copy, long calls, @Nullable Long budget, boolean latest) {
        api.llmUsage.put(
                project + "/" + month + "/" + copy,
                new LlmUsage(
                        project,
                        month.toString(),
                        copy,
                        ApiFixture.NOW.plusSeconds(latest ? 1 : 0),
                        "llm:small@p1",
                        calls,
                        0L,
                        0L,
                        calls * 100,
                        calls * 20,
                        calls * 100_000_000,
                        null,
                        budget,
                        latest),
                Duration.ZERO);
    }
}
