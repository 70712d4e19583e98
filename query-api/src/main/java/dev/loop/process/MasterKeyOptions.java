package dev.loop.process;

import dev.loop.connectors.seal.MasterKeys;
import java.util.Optional;

/**
 * What secrets are sealed with.
 *
 * @param given the text of one key or more, as {@link MasterKeys#parse} reads it; empty for those of the data directory
 * @param lost that what cannot be opened is given up
 */
public record MasterKeyOptions(Optional<String> given, boolean lost) {

    public static final MasterKeyOptions USUAL = new MasterKeyOptions(Optional.empty(), false);

    @Override
    public String toString() {
        return "MasterKeyOptions[" + given.map(keys -> "…").orElse("none") + ", lost=" + lost + "]";
    }
}
