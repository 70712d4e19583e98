package dev.loop.api.odata;

import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the places that were found for one page for the pages that follow it, so that a client that reads a sorted list
 * to its end causes one look through all rows every 40,000 rows or so, not one for every page. Without a run a page is
 * just as correct: all rows are then looked through again.
 */
final class Runs {

    /** The bytes of all runs together, approximately. */
    private static final long MOST = 4 * RunMaker.ROOM;

    private static final Duration LONGEST_UNUSED = Duration.ofMinutes(2);

    private record Held(String mark, Run run, long used) {}

    private final LongSupplier nanoTime;
    /** The runs, the one used last first. */
    private final Deque<Held> held = new ArrayDeque<>();

    Runs(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Returns a run that tells what comes after a place.
     *
     * @param mark mark of the question
     * @param atLeast the position that it must reflect
     */
    synchronized Optional<Run> find(
            String mark, List<@Nullable Object> place, Comparator<List<@Nullable Object>> order, Position atLeast) {
        forget();
        Optional<Held> found = held.stream()
                .filter(one -> one.mark().equals(mark) && one.run().goesOnAfter(place, order))
                .filter(one -> reflects(one.run().asOf().position(), atLeast))
                .findFirst();
        found.ifPresent(one -> {
            held.remove(one);
            held.addFirst(new Held(mark, one.run(), nanoTime.getAsLong()));
        });
        return found.map(Held::run);
    }

    private static boolean reflects(Position position, Position atLeast) {
        return position.and(atLeast).equals(position);
    }

    synchronized void keep(String mark, Run run) {
        held.addFirst(new Held(mark, run, nanoTime.getAsLong()));
        forget();
    }

    private void forget() {
        long now = nanoTime.getAsLong();
        while (!held.isEmpty()
                && (now - held.getLast().used() > LONGEST_UNUSED.toNanos()
                        || held.stream().mapToLong(one -> one.run().weight()).sum() > MOST)) {
            held.removeLast();
        }
    }
}
