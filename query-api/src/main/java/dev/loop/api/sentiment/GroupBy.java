package dev.loop.api.sentiment;

import dev.loop.api.http.Parameters;
import dev.loop.topology.question.Dimension;
import java.util.Arrays;
import java.util.List;

/** {@code group_by}: any of tag, plan, source, in the order given. */
final class GroupBy {

    static final String NAME = "group_by";

    static List<Dimension> of(Parameters parameters) {
        return List.copyOf(parameters.words(
                NAME,
                Dimension::ofWord,
                Arrays.stream(Dimension.values()).map(Dimension::word).toList()));
    }

    private GroupBy() {}
}
