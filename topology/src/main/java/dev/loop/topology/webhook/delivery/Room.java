package dev.loop.topology.webhook.delivery;

/**
 * How many deliveries of one endpoint the sender has room for, as far as it has shown. At first some, twice as many with
 * each round of outcomes, until it hands one back; then as many as it kept, and a few more as it gets rid of them (as TCP
 * finds out what a path carries). Without this, all that waits for an endpoint with a rate limit, or a slow one, would go
 * to the sender and come back every few seconds, for as long as it waits.
 *
 * @param most at once
 * @param growsWith so many outcomes make room for one more
 * @param sinceGrown outcomes
 * @param closedUntil the sender kept nothing, so that no outcome will tell when there is room again; epoch milliseconds
 */
record Room(int most, int growsWith, int sinceGrown, long closedUntil) {

    static final Room FIRST = new Room(64, 1, 0, 0);

    /** What is tried too many comes back, and costs as much as a request. */
    private static final int ONCE_FOUND_OUT = 4;

    /** More than any window. */
    private static final int ENOUGH = 100_000;

    boolean admits(long dispatched, long now) {
        return dispatched < most && now >= closedUntil;
    }

    /**
     * @param kept how many are still with the sender
     * @param until when it may be asked again
     */
    Room handedBack(long kept, long until) {
        return new Room((int) Math.max(1, Math.min(most, kept)), ONCE_FOUND_OUT, 0, kept == 0 ? until : 0);
    }

    /** One that it had kept has its outcome. */
    Room settled() {
        if (most >= ENOUGH) {
            return this;
        }
        return sinceGrown + 1 < growsWith
                ? new Room(most, growsWith, sinceGrown + 1, 0)
                : new Room(most + 1, growsWith, 0, 0);
    }
}
