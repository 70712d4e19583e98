package dev.loop.cli;

import dev.loop.connectors.importer.ImportProgress;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a bar on terminals, with the share of the file that is read, the remaining time and the rate. */
final class ImportBar implements ImportDisplay {

    private static final int COLUMNS = 110;
    private static final long MEBIBYTE = 1 << 20;

    private final Clock clock;
    private final Instant started;
    private final ProgressBar bar;

    ImportBar(PrintStream out, Clock clock, long bytesTotal) {
        this.clock = clock;
        this.started = clock.instant();
        this.bar = new ProgressBarBuilder()
                .setTaskName("Importing")
                .setInitialMax(bytesTotal)
                .setUnit(" MiB", MEBIBYTE)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new ConsoleProgressBarConsumer(out, COLUMNS))
                .build();
    }

    @Override
    public void progress(ImportProgress progress) {
        bar.stepTo(progress.bytesRead());
        bar.setExtraMessage(" " + ImportDisplay.rate(progress, Duration.between(started, clock.instant())));
    }

    @Override
    public void waiting(String why) {
        bar.setExtraMessage(" " + why);
    }

    @Override
    public void close() {
        bar.close();
    }
}
