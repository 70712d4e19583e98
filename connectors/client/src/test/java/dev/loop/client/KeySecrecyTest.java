package dev.loop.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.client.model.NewFeedback;
import dev.loop.client.query.ListQuery;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The key is in no message, no cause and no text of a client. */
class KeySecrecyTest {

    private static final String KEY = "sk_0123456789secret";
    private static final NewFeedback ITEM = NewFeedback.of("u_1", "");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "502-echo",
                "echo-status",
                "503",
                "reset",
                "time-out",
                "cut",
                "redirect",
                "page",
                "401 unauthenticated"
            })
    void shouldNotTellTheKey_whenACallFails(String fault) {
        try (FaultServer server = new FaultServer(fault)) {
            server.forEver = true;
            Loop loop = Loop.builder()
                    .apiKey(KEY)
                    .baseUrl(server.url())
                    .options(options -> options.timeout(Duration.ofMillis(500)).maxRetries(0))
                    .build();
            List<Runnable> calls = List.of(
                    () -> loop.feedback().create(ITEM),
                    () -> loop.feedback().list(new ListQuery()).firstPage());
            List<LoopException> failures = new ArrayList<>();
            for (Runnable call : calls) {
                try {
                    call.run();
                } catch (LoopException e) {
                    failures.add(e);
                }
            }
            assertThat(failures).hasSize(2);
            assertThat(failures).allSatisfy(failure -> {
                StringWriter shown = new StringWriter();
                failure.printStackTrace(new PrintWriter(shown));
                assertThat(shown + " " + failure).doesNotContain(KEY);
                if (failure instanceof ApiException problem) {
                    assertThat(problem.body().toString()).doesNotContain(KEY);
                }
            });
            assertThat(loop.toString() + loop.with(options -> options.position("0:1")))
                    .contains(server.url())
                    .doesNotContain(KEY);
        }
    }

    @Test
    void shouldSayWhatToDo_whenTheKeyIsMissingOrMalformed() {
        for (String malformed : List.of(KEY + "\nX", KEY + "ü", KEY + " X")) {
            Loop loop = Loop.builder().apiKey(malformed).build();
            assertThatThrownBy(() -> loop.feedback().create(ITEM))
                    .isInstanceOf(LoopException.class)
                    .hasMessageContaining("copy it again")
                    .message()
                    .doesNotContain("secret");
        }
        Loop without = new Loop("");
        assertThatThrownBy(() -> without.feedback().create(ITEM)).hasMessageContaining("LOOP_API_KEY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:8080", "ftp://a", "http://u:p@a", "http://a?b", "http://a b", "http://", "http://a:b"
            })
    void shouldSayWhatAnAddressIs_whenTheBaseUrlIsNone(String address) {
        assertThatThrownBy(() -> Loop.builder().baseUrl(address).build())
                .isInstanceOf(LoopException.class)
                .hasMessageContaining("LOOP_BASE_URL");
    }

    @Test
    void shouldRefuseOptions_whenTheyCannotHold() {
        Loop loop = new Loop(KEY);
        assertThatThrownBy(() -> loop.with(options -> options.timeout(Duration.ZERO)))
                .hasMessageContaining("timeout");
        assertThatThrownBy(() -> loop.with(options -> options.maxRetries(-1))).hasMessageContaining("maxRetries");
        assertThatThrownBy(() -> loop.with(options -> options.header("Bad\n", "x")))
                .isInstanceOf(LoopException.class);
        assertThatThrownBy(() -> loop.with(options -> options.header("X", "a\nb")))
                .isInstanceOf(LoopException.class);
        for (String id : List.of("", ".", "..")) {
            assertThatThrownBy(() -> loop.feedback().get(id)).hasMessageContaining("not an id");
        }
    }
}
