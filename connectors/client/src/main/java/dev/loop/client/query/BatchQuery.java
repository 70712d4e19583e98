package dev.loop.client.query;

/** What becomes of the items of a batch. */
public final class BatchQuery extends Parameters<BatchQuery> {

    @Override
    BatchQuery self() {
        return this;
    }

    /** Leaves known items as they are, and tells those that differ from the line. */
    public BatchQuery compare() {
        return set("mode", "compare");
    }

    /**
     * Brings known items to the line where its {@code updatedAt} is newer.
     *
     * @param reason for the history
     */
    public BatchQuery upsert(String reason) {
        return set("mode", "upsert").set("reason", reason);
    }

    /** Leaves the accepted items out of the results. */
    public BatchQuery refusedOnly() {
        return set("results", "refused");
    }

    /** The items are old feedback: counted, and no news. */
    public BatchQuery backfill() {
        return set("backfill", true);
    }

    /** @param name of the import, such as a file's */
    public BatchQuery importName(String name) {
        return set("import", name);
    }
}
