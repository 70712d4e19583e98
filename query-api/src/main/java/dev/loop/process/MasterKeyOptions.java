package dev.loop.process;

import dev.loop.connectors.seal.MasterKeys;
import java.util.Optional;

/**
 * The options for the keys that seal secrets.
 *
 * @param given the text of one key or more, as {@link MasterKeys#parse} reads it; empty for those of the data directory
 * @param lost whether secrets that cannot be opened are given up
 */
public record MasterKeyOptions(Optional<String> given, boolean lost) {

    public static final MasterKeyOptions USUAL = new MasterKeyOptions(Optional.empty(), false);

    @Override
    public String toString() {
        return "MasterKeyOptions[" + given.map(keys -> "…").orElse("none") + ", lost=" + lost + "]";
    }
}
