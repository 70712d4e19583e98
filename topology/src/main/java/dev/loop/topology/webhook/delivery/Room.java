package dev.loop.topology.webhook.delivery;

/**
 * How many deliveries of one endpoint the sender has room for, as far as it has shown: any number, until it hands one
 * back; then as many as it kept, and a few more as it gets rid of them. Without this, all that waits for an endpoint with a
 * rate limit, or a slow one, would go to the sender and come back every few seconds, for as long as it waits.
 *
 * @param most at once
 * @param sinceGrown outcomes since it last grew
 * @param closedUntil the sender kept nothing, so that no outcome will tell when there is room again; epoch milliseconds
 */
record Room(int most, int sinceGrown, long closedUntil) {

    static final Room ANY = new Room(Integer.MAX_VALUE, 0, 0);

    /** Of so many outcomes one makes room for one more: what is tried too many comes back, and costs as much as a request. */
    private static final int GROWS_WITH = 4;

    boolean admits(long dispatched, long now) {
        return dispatched < most && now >= closedUntil;
    }

    /**
     * @param kept how many are still with the sender
     * @param until when it may be asked again
     */
    Room handedBack(long kept, long until) {
        return new Room((int) Math.max(1, Math.min(most, kept)), 0, kept == 0 ? until : 0);
    }

    /** One that it had kept has its outcome. */
    Room settled() {
        if (most == Integer.MAX_VALUE) {
            return this;
        }
        return sinceGrown + 1 < GROWS_WITH ? new Room(most, sinceGrown + 1, 0) : new Room(most + 1, 0, 0);
    }
}
