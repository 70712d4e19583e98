package dev.loop.topology.webhook.delivery;

/**
 * The number of deliveries of one endpoint that the sender has room for, as far as it has shown. The number doubles
 * with each round of outcomes until the sender hands a delivery back; then it is what the sender kept, and grows slowly
 * as outcomes come (as TCP finds out what a path carries). Without this, everything that waits for a slow or
 * rate-limited endpoint would go to the sender and come back every few seconds.
 *
 * @param most how many at once
 * @param growsWith this many outcomes make room for one more
 * @param sinceGrown outcomes since then
 * @param closedUntil the sender kept nothing, so no outcome will tell when there is room again; epoch milliseconds
 */
record SendWindow(int most, int growsWith, int sinceGrown, long closedUntil) {

    static final SendWindow FIRST = new SendWindow(64, 1, 0, 0);

    /** Growth is slow once the room is known: a delivery too many comes back, and costs as much as a request. */
    private static final int ONCE_FOUND_OUT = 4;

    /** A number larger than any window. */
    private static final int ENOUGH = 100_000;

    boolean admits(long dispatched, long now) {
        return dispatched < most && now >= closedUntil;
    }

    /**
     * @param kept how many are still with the sender
     * @param until when the sender may be asked again
     */
    SendWindow handedBack(long kept, long until) {
        return new SendWindow((int) Math.max(1, Math.min(most, kept)), ONCE_FOUND_OUT, 0, kept == 0 ? until : 0);
    }

    /** Counts the outcome of a delivery that the sender had kept. */
    SendWindow settled() {
        if (most >= ENOUGH) {
            return this;
        }
        return sinceGrown + 1 < growsWith
                ? new SendWindow(most, growsWith, sinceGrown + 1, 0)
                : new SendWindow(most + 1, growsWith, 0, 0);
    }
}
