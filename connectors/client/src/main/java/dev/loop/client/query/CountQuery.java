package dev.loop.client.query;

/**
 * Which items to count, and in which groups.
 *
 * @param <Q> the kind of query
 */
public abstract class CountQuery<Q extends CountQuery<Q>> extends Filters<Q> {

    CountQuery() {}

    /** @param names up to three of tag, plan, source, user and {@code metadata.KEY} */
    public final Q groupBy(String... names) {
        for (String name : names) {
            add("group_by", name.replace(",", "\\,"));
        }
        return self();
    }

    /** @param figure a figure or a name of the group; a minus before it for the greatest first */
    public final Q sort(String figure) {
        return set("sort", figure);
    }

    /** Sets the number of groups. */
    public final Q limit(int groups) {
        return set("limit", groups);
    }

    /** Adds up the groups that the limit cuts off. */
    public final Q other() {
        return set("other", true);
    }

    /** Compares with the equally long time before {@code from}. */
    public final Q comparePrevious() {
        return set("compare", "previous");
    }
}
