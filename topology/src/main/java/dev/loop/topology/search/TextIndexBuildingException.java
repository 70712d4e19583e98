package dev.loop.topology.search;

import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** The index does not hold all items yet: it is being made from them, after a crash or a move. */
public final class TextIndexBuildingException extends InvalidStateStoreException {
    TextIndexBuildingException(String message) {
        super(message);
    }
}
