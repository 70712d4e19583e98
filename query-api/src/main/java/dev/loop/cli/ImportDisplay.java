package dev.loop.cli;

import dev.loop.connectors.importer.ImportProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Shows the progress of an import. */
interface ImportDisplay extends AutoCloseable {

    void progress(ImportProgress progress);

    /** Reports why there is a pause. Any thread may call this. */
    void waiting(String why);

    @Override
    void close();

    /** Returns a rate such as {@code 12,000 rows, 41,200 a second}. */
    static String rate(ImportProgress progress, Duration elapsed) {
        double seconds = Math.max(0.001, elapsed.toMillis() / 1000.0);
        return String.format(
                Locale.ROOT, "%,d rows, %,d a second", progress.rows(), Math.round(progress.rows() / seconds));
    }

    /** Returns the remaining time at the speed so far, by the bytes of the file; empty if unknown. */
    static Optional<Duration> remaining(ImportProgress progress, Duration elapsed) {
        return progress.bytesTotal()
                .filter(total -> progress.bytesRead() > 0)
                .map(total -> Duration.ofMillis(
                        (long) (elapsed.toMillis() * (total - progress.bytesRead()) / (double) progress.bytesRead())));
    }

    /** Returns a duration such as {@code 1 h 04 min}, {@code 2 min 05 s} or {@code 7 s}. */
    static String words(Duration duration) {
        if (duration.toHours() > 0) {
            return String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart());
        }
        return duration.toMinutes() > 0
                ? String.format(Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart())
                : duration.toSeconds() + " s";
    }
}
