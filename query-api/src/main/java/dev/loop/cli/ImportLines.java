package dev.loop.cli;

import dev.loop.connectors.importer.ImportProgress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Writes a line every ten seconds, for logs and pipes. */
final class ImportLines implements ImportDisplay {

    private static final Duration EVERY = Duration.ofSeconds(10);

    private final PrintWriter out;
    private final Clock clock;
    private final Instant started;
    private Instant progressShown;
    private Instant waitingShown = Instant.MIN;

    ImportLines(PrintWriter out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.started = clock.instant();
        this.progressShown = started;
    }

    @Override
    public synchronized void progress(ImportProgress progress) {
        Instant now = clock.instant();
        if (now.isBefore(progressShown.plus(EVERY))) {
            return;
        }
        progressShown = now;
        Duration elapsed = Duration.between(started, now);
        out.println(ImportDisplay.rate(progress, elapsed)
                + progress.bytesTotal()
                        .filter(total -> total > 0)
                        .map(total -> ", " + 100 * progress.bytesRead() / total + " % of the file")
                        .orElse("")
                + ImportDisplay.remaining(progress, elapsed)
                        .map(left -> ", about " + ImportDisplay.words(left) + " left")
                        .orElse(""));
        out.flush();
    }

    /** Reports a pause once, even if several batches wait for the same thing. */
    @Override
    public synchronized void waiting(String why) {
        Instant now = clock.instant();
        if (waitingShown.equals(Instant.MIN) || !now.isBefore(waitingShown.plus(EVERY))) {
            waitingShown = now;
            out.println(why);
            out.flush();
        }
    }

    @Override
    public void close() {}
}
