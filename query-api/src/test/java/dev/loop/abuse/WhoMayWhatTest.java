package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Compares the rights of every kind of key with a table that is checked in: a changed right has to be reviewed. */
@ExtendWith(AbusedLoop.class)
class WhoMayWhatTest {

    private static final String GOLDEN = "/abuse/who-may-what.md";
    private static final Path MADE = Path.of("target", "who-may-what.md");

    private final Scene scene;

    WhoMayWhatTest(Scene scene) {
        this.scene = scene;
    }

    @Test
    void shouldOpenToWhomTheTableSays_whenEveryRouteIsAskedWithEveryKey() throws IOException {
        var sweep = new Sweep(scene);
        assertDescribedRoutesAreSwept(sweep);
        String made = """
                # Who may what

                Made by WhoMayWhatTest from the running program. `yes` is an answer to somebody who may call, whatever it says.
                The columns: no key; one that nobody made; one that was revoked; the publishable one; one for everything; then
                the cookie of a session for everything as a page of this server sends it, a page of another site, of another
                port, one with a foreign Origin, and without a word about where it comes from; the session of a link that a
                key of `feedback:read` and `keys:write` made; and the scopes each of which opens it alone.

                """
                + sweep.table()
                + "\n## Methods that a path does not have\n\nWhat is answered to all of them.\n\n"
                + sweep.otherMethods();
        Files.writeString(MADE, made);

        try (InputStream golden = WhoMayWhatTest.class.getResourceAsStream(GOLDEN)) {
            assertThat(made)
                    .as("Where the change is meant, copy %s to src/test/resources%s", MADE.toAbsolutePath(), GOLDEN)
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void assertDescribedRoutesAreSwept(Sweep sweep) throws IOException {
        JsonNode paths = new ObjectMapper(new YAMLFactory())
                .readTree(scene.call("GET", "/openapi.yaml", "none", "").body())
                .path("paths");
        List<String> described = new ArrayList<>();
        paths.fieldNames().forEachRemaining(described::add);
        assertThat(described).hasSizeGreaterThan(30);
        assertThat(sweep.routes().stream().map(route -> route.path()).toList()).containsAll(described);
    }
}
