package dev.loop.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.loop.client.model.BatchResult;
import dev.loop.client.model.FeedbackChange;
import dev.loop.client.model.FeedbackItem;
import dev.loop.client.model.History;
import dev.loop.client.model.Json;
import dev.loop.client.model.NewFeedback;
import dev.loop.client.model.Page;
import dev.loop.client.model.Status;
import dev.loop.client.query.BatchQuery;
import dev.loop.client.query.ListQuery;
import org.jspecify.annotations.Nullable;

/** Items of feedback. */
public final class FeedbackCalls {

    private static final String PATH = "/v1/feedback";
    private static final JavaType PAGE =
            Json.MAPPER.getTypeFactory().constructParametricType(Page.class, FeedbackItem.class);

    private final Calls calls;

    FeedbackCalls(Calls calls) {
        this.calls = calls;
    }

    /**
     * Creates an item, once however often it is sent. A key that may not read is answered {@code id}, {@code sentiment} and
     * {@code createdAt}: all else is null then.
     */
    public FeedbackItem create(NewFeedback item) {
        return calls.call(Call.of("POST", PATH, item), FeedbackItem.class);
    }

    public FeedbackItem get(String id) {
        return calls.call(Call.get(path(id)), FeedbackItem.class);
    }

    /** Lists the newest items first, over all pages. */
    public Listing<FeedbackItem> list(ListQuery query) {
        String path = Call.path(PATH, query);
        return new Listing<>(cursor -> calls.call(Call.get(Call.after(path, cursor)), PAGE));
    }

    /** Lists the changes of an item. */
    public History history(String id) {
        return calls.call(Call.get(path(id) + "/history"), History.class);
    }

    public FeedbackItem update(String id, FeedbackChange change) {
        return calls.call(Call.of("PATCH", path(id), change), FeedbackItem.class);
    }

    public FeedbackItem resolve(String id) {
        return update(id, new FeedbackChange().status(Status.RESOLVED));
    }

    /** @param reason for the history */
    public FeedbackItem resolve(String id, String reason) {
        return update(id, new FeedbackChange().status(Status.RESOLVED).reason(reason));
    }

    public FeedbackItem reopen(String id) {
        return update(id, new FeedbackChange().status(Status.OPEN));
    }

    /** @param reason for the history */
    public FeedbackItem reopen(String id, String reason) {
        return update(id, new FeedbackChange().status(Status.OPEN).reason(reason));
    }

    /** @param tag null removes it */
    public FeedbackItem tag(String id, @Nullable String tag) {
        return update(id, new FeedbackChange().tag(tag));
    }

    /** Erases an item for good: only the id stays known. */
    public void erase(String id) {
        calls.delete(Call.delete(path(id)));
    }

    /** @param reason for the history */
    public void erase(String id, String reason) {
        calls.delete(Call.delete(path(id) + "?reason=" + Call.segment(reason)));
    }

    /** Creates any number of items. A bad item does not sink the good ones: the results tell of each. */
    public BatchResult batch(Iterable<NewFeedback> items) {
        return batch(items, new BatchQuery());
    }

    public BatchResult batch(Iterable<NewFeedback> items, BatchQuery query) {
        return new Batches(calls, query).send(items);
    }

    /**
     * Creates the items of lines of JSON, in one request: 50,000 lines and 32 MiB at most.
     *
     * @param ndjson lines as the API takes them, each ended by a line feed
     */
    public BatchResult batch(byte[] ndjson, BatchQuery query) {
        return new Batches(calls, query).send(ndjson);
    }

    private static String path(String id) {
        return PATH + "/" + Call.segment(id);
    }
}
