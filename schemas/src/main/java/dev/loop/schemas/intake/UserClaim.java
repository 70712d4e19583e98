package dev.loop.schemas.intake;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Create;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether the user that a page names is known to be that user. A page can name anybody; it is believed if it brings the
 * hash that a server of the customer made of the user's id. Each item of a publishable key says in its metadata which
 * of the two it is, and one without proof gets no plan of the account that the user belongs to.
 */
public final class UserClaim {

    static {
        TrustedRecords.install();
    }

    static {
        // An item in the making is changed by copying it.
        TrustedRecords.install();
    }

    /** The metadata key, which a publishable key cannot set. */
    public static final String VERIFIED = "userVerified";

    private static final String NO = "false";

    /** Returns whether an item names a user without proof. */
    public static boolean isUnproven(Map<String, String> metadata) {
        return NO.equals(metadata.get(VERIFIED));
    }

    static Create on(Create create, boolean verified) {
        Map<String, String> metadata = new HashMap<>(create.getMetadata());
        metadata.put(VERIFIED, Boolean.toString(verified));
        return Create.newBuilder(create).setMetadata(metadata).build();
    }

    /** Returns the number of entries of this class; they do not count against the limit of a sender's own. */
    static int in(Map<String, String> metadata) {
        return metadata.containsKey(VERIFIED) ? 1 : 0;
    }

    private UserClaim() {}
}
