package dev.loop.schemas.intake;

import java.util.Map;

/** The one name that items are counted under whose own would be one too many; their own is kept in their metadata. */
public final class OtherName {

    public static final String OTHER = "(other)";

    /** All keys begin with it that an item's metadata gets here. */
    public static final String SENT = "loop.sent";

    /** Tag, plan and source. */
    private static final int MOST_NAMES = 3;

    public static final String SENT_TAG = "loop.sentTag";
    public static final String SENT_PLAN = "loop.sentPlan";
    public static final String SENT_SOURCE = "loop.sentSource";

    /**
     * {@link #OTHER}, once the name that was sent is in the metadata. What the sender has there under the same key stays.
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

    /** How many entries the sender gave: names that are kept for it count once, and no more than it could have sent. */
    static int sent(Map<String, String> metadata) {
        int sent = 0;
        for (String key : metadata.keySet()) {
            sent += key.startsWith(SENT) ? 0 : 1;
        }
        return Math.max(sent, (metadata.size() - MOST_NAMES + 1) / 2);
    }

    private OtherName() {}
}
