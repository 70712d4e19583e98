package dev.loop.api.key;

import java.util.Optional;

/** All browsers that are signed in to this server. */
public interface Sessions {

    /** Returns the owner of a cookie; empty for any other text. */
    Optional<Caller> find(String cookie);
}
