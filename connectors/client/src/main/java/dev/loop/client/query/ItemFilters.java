package dev.loop.client.query;

import dev.loop.client.model.Status;

/**
 * Which items, by names, author, metadata and status.
 *
 * @param <Q> the kind of query
 */
public abstract class ItemFilters<Q extends ItemFilters<Q>> extends GroupFilters<Q> {

    ItemFilters() {}

    /** @param any ids of authors */
    public final Q user(String... any) {
        return any("user", any);
    }

    /** @param none ids of authors */
    public final Q notUser(String... none) {
        return none("user", none);
    }

    /** @param any the value under the key is any of these; up to eight keys */
    public final Q metadata(String key, String... any) {
        return any("metadata." + key, any);
    }

    /** @param none the value under the key is none of these */
    public final Q notMetadata(String key, String... none) {
        return none("metadata." + key, none);
    }

    public final Q withoutMetadata(String key) {
        return add("metadata." + key, "");
    }

    public final Q status(Status status) {
        return set("status", status);
    }

    /** @param unsure whether the sentiment is a guess */
    public final Q unsure(boolean unsure) {
        return set("unsure", unsure);
    }

    /** @param any languages as ISO 639 names them, such as {@code en} */
    public final Q language(String... any) {
        return any("language", any);
    }
}
