package dev.loop.schemas.intake;

/** Tells whether a hash proves that a server of the project knows a user. */
@FunctionalInterface
public interface UserProof {

    UserProof NONE = (project, userId, hash) -> false;

    /** @param hash hexadecimal HMAC-SHA256 of the user's id with a secret of the project; any other text proves nothing */
    boolean holds(String project, String userId, String hash);
}
