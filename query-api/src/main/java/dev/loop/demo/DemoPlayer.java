package dev.loop.demo;

import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.FeedbackCommand;
import java.util.Iterator;
import java.util.function.Consumer;

/** Plays sample feedback into a system: accounts first, then releases, then items in order of time. */
public final class DemoPlayer {

    /**
     * The progress of a play.
     *
     * @param played items given to their sink
     * @param items number of all items
     */
    public record Progress(long played, long items) {}

    /** The destinations of the parts. A sink that throws ends the play; playing again changes nothing that arrived. */
    public record Sinks(Consumer<Account> accounts, Consumer<DemoRelease> releases, Consumer<FeedbackCommand> items) {}

    private static final int REPORTS = 20;

    private final DemoFeedback feedback;

    public DemoPlayer(DemoFeedback feedback) {
        this.feedback = feedback;
    }

    /**
     * Plays the sample; ends early if the thread is interrupted.
     *
     * @param progress called about twenty times, and at the end
     * @return the number of items played
     */
    public long play(Sinks sinks, Consumer<Progress> progress) {
        feedback.accounts().forEach(sinks.accounts());
        feedback.releases().forEach(sinks.releases());
        long all = feedback.size();
        long step = Math.max(1, all / REPORTS);
        long played = 0;
        Iterator<FeedbackCommand> items = feedback.items();
        while (items.hasNext() && !Thread.currentThread().isInterrupted()) {
            sinks.items().accept(items.next());
            played++;
            if (played % step == 0 || played == all) {
                progress.accept(new Progress(played, all));
            }
        }
        return played;
    }
}
