package dev.loop.question;

/**
 * The one that waits for an answer, and may leave before it is there: the client of the API, or another instance.
 * Nobody reads the rest of an answer to a caller who has gone, so that nothing more is done for it.
 */
public interface Requester {

    /** A caller who is never known to leave. */
    Requester STAYS = new Requester() {
        @Override
        public boolean gone() {
            return false;
        }

        @Override
        public Waiting whenGone(Runnable action) {
            return () -> {};
        }
    };

    boolean gone();

    /** Runs the action once when the caller leaves, or at once if it has left, until the result is closed. */
    Waiting whenGone(Runnable action);

    /** An action that waits for a caller to leave. */
    interface Waiting extends AutoCloseable {
        @Override
        void close();
    }
}
