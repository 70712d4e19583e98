package dev.loop.topology.webhook;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A ledger with a driven clock, for tests of its decisions one after another. */
abstract class DrivenLedger {

    static final String WE = "we_1";
    static final Duration TICK = Duration.ofMillis(50);

    @TempDir
    Path directory;

    WebhookDriver driver;

    @BeforeEach
    void open() {
        driver = new WebhookDriver(directory);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    final void reopen(WebhookSettings settings) {
        driver.close();
        driver = new WebhookDriver(directory.resolve("again"), settings, WebhookDriver.START);
    }
}
