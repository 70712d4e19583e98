package dev.loop.api.sentiment;

import dev.loop.api.http.Parameters;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** {@code group_by}: up to three of tag, plan, source, language, theme, user and keys of metadata, in the order given. */
public final class GroupBy {

    public static final String NAME = "group_by";

    private static final int MOST = 3;
    private static final String USER = new Facet.User().word();
    private static final List<String> WORDS = List.of(
            Dimension.TAG.word(),
            Dimension.PLAN.word(),
            Dimension.SOURCE.word(),
            Facet.Indexed.LANGUAGE.word(),
            Facet.Indexed.THEME.word(),
            USER,
            Parameters.ANY_METADATA);

    static List<Facet> of(Parameters parameters) {
        var facets = new LinkedHashSet<Facet>();
        for (String word : parameters.values(NAME)) {
            facet(word).ifPresentOrElse(facets::add, () -> parameters.notOneOf(NAME, word, WORDS));
        }
        if (facets.size() > MOST) {
            parameters.refuse(NAME, "names " + facets.size() + " facets", "group by at most " + MOST);
        }
        return List.copyOf(facets);
    }

    /** Returns the facet of a word of the API. */
    public static Optional<Facet> facet(String word) {
        if (word.startsWith(Facet.METADATA) && word.length() > Facet.METADATA.length()) {
            return Optional.of(new Facet.Metadata(word.substring(Facet.METADATA.length())));
        }
        for (Facet indexed : Facet.Indexed.values()) {
            if (word.equals(indexed.word())) {
                return Optional.of(indexed);
            }
        }
        return word.equals(USER)
                ? Optional.of(new Facet.User())
                : Dimension.ofWord(word).map(Facet.class::cast);
    }

    private GroupBy() {}
}
