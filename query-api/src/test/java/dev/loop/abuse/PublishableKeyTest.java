package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.abuse.Wire.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A page shows its key to everybody, so its answers must not depend on existing items. */
@ExtendWith(AbusedLoop.class)
class PublishableKeyTest {

    private static final String ITEM =
            "{\"user\":{\"id\":\"visitor\"},\"message\":\"seen on a page\",\"sentiment\":\"negative\"}";

    private final Scene scene;

    PublishableKeyTest(Scene scene) {
        this.scene = scene;
    }

    @Test
    void shouldAnswerTheSame_whenTheItemIsKnownAlready() throws IOException {
        Map<String, String> name = Map.of("Idempotency-Key", "page-1");
        Answer first = scene.call("POST", "/v1/feedback", "pk", ITEM, name);
        Answer second = scene.call("POST", "/v1/feedback", "pk", ITEM, name);

        assertThat(first.status()).as("%s", first).isBetween(200, 299);
        assertThat(second.status()).as("%s", second).isEqualTo(first.status());
        assertThat(headers(second)).isEqualTo(headers(first));
        JsonNode one = Scene.JSON.readTree(first.body());
        JsonNode other = Scene.JSON.readTree(second.body());
        assertThat(names(one)).isSubsetOf("id", "sentiment", "createdAt").isEqualTo(names(other));
        assertThat(other.path("id")).isEqualTo(one.path("id"));
    }

    @Test
    void shouldNotTellWhatOthersSent_whenTheOwnersNameIsGuessed() {
        Map<String, String> name = Map.of("Idempotency-Key", "owner-1");
        String owners = ITEM.replace("visitor", "owner").replace("seen on a page", Scene.SECRET_TEXT);
        Answer owner = scene.call("POST", "/v1/feedback", "sk", owners, name);
        Answer guess = scene.call("POST", "/v1/feedback", "pk", ITEM, name);

        assertThat(owner.status()).as("%s", owner).isEqualTo(201);
        assertThat(guess.status()).as("%s", guess).isBetween(200, 299);
        assertThat(guess.body()).doesNotContain(Scene.SECRET_TEXT);
        String ownersId = owner.body().replaceFirst("(?s).*\"id\":\"(fb_[a-z0-9]+)\".*", "$1");
        assertThat(guess.all()).doesNotContain(ownersId);
    }

    private static Set<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> headers(Answer answer) {
        var names = new TreeSet<String>();
        answer.head().lines().skip(1).forEach(line -> names.add(line.split(":", 2)[0]));
        return names;
    }
}
