package dev.loop.api.connection;

/** The time that one call has waited for its caller, and the bytes that came of it. */
abstract class Wait {

    private long waited;
    private long bytes;
    /** The start of the present wait; 0 if there is none. */
    private long since;

    final synchronized void begins() {
        since = System.nanoTime();
    }

    final synchronized void ends(long more) {
        if (since != 0) {
            waited += System.nanoTime() - since;
            since = 0;
        }
        bytes += more;
    }

    final synchronized void forget() {
        waited = 0;
        bytes = 0;
        since = since == 0 ? 0 : System.nanoTime();
    }

    final synchronized long waitedNanos() {
        return waited + (since == 0 ? 0 : System.nanoTime() - since);
    }

    final synchronized long bytes() {
        return bytes;
    }

    final double bytesPerSecond() {
        return bytes() * 1e9 / Math.max(1, waitedNanos());
    }

    /** Gives up on the caller, so that the waiting call fails. */
    abstract void end();
}
