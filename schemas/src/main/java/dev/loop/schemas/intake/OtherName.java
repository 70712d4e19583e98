package dev.loop.schemas.intake;

import java.util.Map;

/**
 * The one name under which items are counted once a partition has too many names; their own names are kept in their
 * metadata.
 */
public final class OtherName {

    public static final String OTHER = "(other)";

    /** The prefix of all keys that this class adds to an item's metadata. */
    public static final String SENT = "loop.sent";

    /** The number of names of an item: tag, plan and source. */
    private static final int MOST_NAMES = 3;

    public static final String SENT_TAG = "loop.sentTag";
    public static final String SENT_PLAN = "loop.sentPlan";
    public static final String SENT_SOURCE = "loop.sentSource";

    /**
     * Returns {@link #OTHER} and keeps the name that was sent in the metadata. Where the sender has another value under
     * the key, the name stands under a numbered one.
     *
     * @param key {@link #SENT_TAG}, or another one
     */
    public static String instead(String sent, String key, Map<String, String> metadata) {
        if (!sent.equals(OTHER)) {
            String free = key;
            for (int number = 2;
                    metadata.containsKey(free) && !metadata.get(free).equals(sent);
                    number++) {
                free = key + "." + number;
            }
            metadata.put(free, sent);
        }
        return OTHER;
    }

    /**
     * Returns the number of entries that the sender gave. Entries of this class do not count, but no more of them than
     * an item can have.
     */
    static int sent(Map<String, String> metadata) {
        int sent = 0;
        for (String key : metadata.keySet()) {
            sent += key.startsWith(SENT) ? 0 : 1;
        }
        return Math.max(sent, (metadata.size() - MOST_NAMES + 1) / 2);
    }

    private OtherName() {}
}
