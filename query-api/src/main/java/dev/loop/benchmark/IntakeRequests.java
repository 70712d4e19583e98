package dev.loop.benchmark;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Makes requests that bring items in. */
final class IntakeRequests {

    static final int BATCH_LINES = 5_000;

    /** The prefix of the user ids of numbered items. */
    static final String NUMBER_PREFIX = "n";

    private final RequestHead head;

    IntakeRequests(RequestHead head) {
        this.head = head;
    }

    /** Makes one request for each item, without an external id, so that each is a new item however often it is sent. */
    RequestFile creates(Path file, SampleItems items) throws IOException {
        Iterator<FeedbackCommand> commands = items.commands();
        ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
        return RequestFile.write(file, () -> {
            if (!commands.hasNext()) {
                return new byte[0];
            }
            body.reset();
            ItemBody.writeNew(body, (Create) commands.next().getBody());
            return request("/v1/feedback", "application/json", body.toByteArray());
        });
    }

    /**
     * Makes requests as {@link #creates} does, of items whose user is their number, so that their effects can be traced
     * back.
     *
     * @param first first number; the others follow without a gap
     * @param tags number of tags; an item's tag is its number modulo that
     */
    RequestFile numbered(Path file, SampleItems items, long first, int tags) throws IOException {
        Iterator<FeedbackCommand> commands = items.commands();
        ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
        AtomicLong next = new AtomicLong(first);
        return RequestFile.write(file, () -> {
            if (!commands.hasNext()) {
                return new byte[0];
            }
            long number = next.getAndIncrement();
            body.reset();
            ItemBody.writeNew(
                    body,
                    Create.newBuilder((Create) commands.next().getBody())
                            .setUserId(NUMBER_PREFIX + number)
                            .setTag(tag((int) (number % tags)))
                            .build());
            return request("/v1/feedback", "application/json", body.toByteArray());
        });
    }

    static String tag(int number) {
        return "tag-" + number;
    }

    /**
     * Makes requests as the importer sends them: NDJSON, each item with an external id, and answers that name refusals
     * only.
     *
     * @param series items of different series are different items
     */
    RequestFile batches(Path file, SampleItems items, String series) throws IOException {
        return batches(file, items, series, UnaryOperator.identity());
    }

    /** Makes the same requests without sentiments. */
    RequestFile batchesToJudge(Path file, SampleItems items, String series) throws IOException {
        return batches(
                file,
                items,
                series,
                item -> Create.newBuilder(item).setSentiment(null).build());
    }

    private RequestFile batches(Path file, SampleItems items, String series, UnaryOperator<Create> change)
            throws IOException {
        Iterator<FeedbackCommand> commands = items.commands();
        ByteArrayOutputStream body = new ByteArrayOutputStream(2 << 20);
        return RequestFile.write(file, () -> {
            body.reset();
            for (int line = 0; line < BATCH_LINES && commands.hasNext(); line++) {
                Create item = change.apply((Create) commands.next().getBody());
                ItemBody.writePast(
                        body, item, series + "-" + item.getExternalId().orElseThrow());
                body.write('\n');
            }
            return body.size() == 0
                    ? new byte[0]
                    : request("/v1/feedback/batch?results=refused", "application/x-ndjson", body.toByteArray());
        });
    }

    private byte[] request(String target, String type, byte[] body) {
        byte[] start = head.post(target, type, body.length);
        byte[] request = new byte[start.length + body.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }
}
