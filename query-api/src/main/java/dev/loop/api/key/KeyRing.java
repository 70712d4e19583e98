package dev.loop.api.key;

import java.util.Optional;

/** All keys that open this server. */
public interface KeyRing {

    /** Returns the holder of a key; empty for any other text. */
    Optional<Caller> find(String presented);
}
