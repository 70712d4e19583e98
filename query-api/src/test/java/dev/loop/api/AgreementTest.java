package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.schemas.avro.Agreement;
import dev.loop.schemas.avro.AgreementGroup;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often people agree with the machine, as callers see it. */
class AgreementTest {

    private static final long SINCE = ApiFixture.NOW.toEpochMilli();

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldTellSharesWithIntervals_byTheFieldThatIsAskedFor_andWarnOfAll() {
        tell();

        JsonNode told = api.get("/v1/agreement?group_by=plan").json();

        assertThat(told.get("rows").toString())
                .isEqualTo("[{\"plan\":null,\"items\":100,\"agreed\":90,\"share\":0.9,"
                        + "\"shareInterval\":[0.8256343384950865,0.9447708629393249]},"
                        + "{\"plan\":\"free\",\"items\":40,\"agreed\":10,\"share\":0.25,"
                        + "\"shareInterval\":[0.14187118639096302,0.40193961420768026],"
                        + "\"lowSince\":\"2026-07-01T12:00:00Z\"}]");
        assertThat(told.at("/total/items").asInt()).isEqualTo(140);
        assertThat(told.get("warnings")).hasSize(1);
        assertThat(told.at("/warnings/0/others/agreed").asInt()).isEqualTo(90);
        assertThat(api.get("/v1/agreement").json().get("rows")).isEmpty();
        assertThat(api.get("/v1/agreement").json().get("warnings")).hasSize(1);
        assertThat(api.get("/v1/agreement?group_by=language").json().get("rows"))
                .hasSize(1);
        assertThat(api.get("/v1/agreement?group_by=plan&format=csv").body().lines())
                .hasSize(3)
                .startsWith("plan,items,agreed,share,shareLow,shareHigh,lowSince")
                .last()
                .asString()
                .startsWith("free,40,10,0.25,");
    }

    @Test
    void shouldHaveNoShare_whenNobodySaidAnything() {
        assertThat(api.get("/v1/agreement?group_by=source").body())
                .isEqualTo("{\"rows\":[],\"total\":{\"items\":0,\"agreed\":0,\"share\":null,\"shareInterval\":null},"
                        + "\"warnings\":[]}");
        tell();
        assertThat(api.send("GET", "/v1/agreement", ApiFixture.OTHER, null).body())
                .contains("\"items\":0");
    }

    @Test
    void shouldNameTheField_whenItIsUnknown() {
        assertThat(api.get("/v1/agreement?group_by=plans").status()).isEqualTo(400);
        assertThat(api.get("/v1/agreement?group_by=plans").body()).contains("did you mean plan?");
    }

    private void tell() {
        api.agreement.put(
                "default",
                new Agreement(
                        "default",
                        140L,
                        100L,
                        List.of(
                                new AgreementGroup("language", "en", 140L, 100L, null),
                                new AgreementGroup("plan", null, 100L, 90L, null),
                                new AgreementGroup("plan", "free", 40L, 10L, SINCE)),
                        ApiFixture.NOW),
                Duration.ofSeconds(1));
    }
}
