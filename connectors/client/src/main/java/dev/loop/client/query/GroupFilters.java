package dev.loop.client.query;

/**
 * Which items, by the names that they are grouped by.
 *
 * @param <Q> the kind of query
 */
public abstract class GroupFilters<Q extends GroupFilters<Q>> extends Parameters<Q> {

    GroupFilters() {}

    /** @param any the item has any of these */
    public final Q tag(String... any) {
        return any("tag", any);
    }

    /** @param none the item has none of these */
    public final Q notTag(String... none) {
        return none("tag", none);
    }

    public final Q withoutTag() {
        return add("tag", "");
    }

    /** @param any the item has any of these */
    public final Q plan(String... any) {
        return any("plan", any);
    }

    /** @param none the item has none of these */
    public final Q notPlan(String... none) {
        return none("plan", none);
    }

    public final Q withoutPlan() {
        return add("plan", "");
    }

    /** @param any the item has any of these */
    public final Q source(String... any) {
        return any("source", any);
    }

    /** @param none the item has none of these */
    public final Q notSource(String... none) {
        return none("source", none);
    }

    public final Q withoutSource() {
        return add("source", "");
    }
}
