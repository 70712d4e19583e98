package dev.loop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.topology.store.StoreMemory;
import dev.loop.topology.webhook.WebhookSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and edges of the topology are what running state hangs on: consumer groups, changelogs, transactions. */
class GoldenTopologyTest {

    private static final String GOLDEN = "topology.txt";

    @TempDir
    Path directory;

    @Test
    void shouldBeTheOneThatWasReviewed_whenDescribed() throws IOException {
        Properties config = FeedbackDriver.settings(directory).properties();
        try (StoreMemory memory = new StoreMemory(1 << 20, 1 << 20, 1 << 20)) {
            String described = new FeedbackTopology(
                            TopologyParts.of(new InMemorySchemaRegistry(), memory, 8, WebhookSettings.defaults()))
                    .build(config)
                    .describe()
                    .toString()
                    .strip();

            assertThat(described)
                    .as(
                            "The topology has changed. Running installations keep their state under these names: a store"
                                    + " or a source that is renamed starts empty, a new sub-topology moves task numbers"
                                    + " and with them the changelogs. If the change is meant, say in the commit how"
                                    + " running state migrates, and put the text below into"
                                    + " topology/src/test/resources/%s:%n%n%s%n",
                            GOLDEN, described)
                    .isEqualTo(golden());
        }
    }

    private static String golden() throws IOException {
        try (InputStream in = GoldenTopologyTest.class.getResourceAsStream("/" + GOLDEN)) {
            return in == null
                    ? "no " + GOLDEN
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .replace("\r\n", "\n")
                            .strip();
        }
    }
}
