package dev.loop.client;

import dev.loop.client.model.BatchResult;
import dev.loop.client.model.Json;
import dev.loop.client.model.NewFeedback;
import dev.loop.client.query.BatchQuery;
import java.io.ByteArrayOutputStream;
import java.util.UUID;

/**
 * Sends items as NDJSON, in requests of as many as the API takes. Each request has a key made of the call's key and its
 * number, so that it is sent again as it was, and a call with the same items and the same key is the same call.
 */
final class Batches {

    private static final int MOST_LINES = 50_000;
    private static final int MOST_BYTES = 32 << 20;

    private final Calls calls;
    private final String path;
    private final String key;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int lines;
    private int requests;
    private BatchResult sum = BatchResult.NONE;

    Batches(Calls calls, BatchQuery query) {
        this.calls = calls;
        this.path = Call.path("/v1/feedback/batch", query);
        this.key = calls.options()
                .idempotencyKey()
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    BatchResult send(Iterable<NewFeedback> items) {
        for (NewFeedback item : items) {
            byte[] line = Call.json(item);
            if (lines == MOST_LINES || lines > 0 && body.size() + line.length + 1 > MOST_BYTES) {
                flush();
            }
            body.writeBytes(line);
            body.write('\n');
            lines++;
        }
        if (lines > 0) {
            flush();
        }
        return sum;
    }

    BatchResult send(byte[] ndjson) {
        requests++;
        String one = requests == 1 ? key : key + "." + requests;
        try {
            sum = sum.plus(
                    calls.with(calls.options().idempotencyKey(one)).call(Call.lines(path, ndjson), BatchResult.class));
            return sum;
        } catch (LoopException failure) {
            if (failure instanceof ApiException problem
                    && problem.body().path("results").isArray()) {
                sum = sum.plus(Json.MAPPER.convertValue(problem.body(), BatchResult.class));
            }
            failure.of(key, sum);
            throw failure;
        }
    }

    private void flush() {
        byte[] whole = body.toByteArray();
        body.reset();
        lines = 0;
        send(whole);
    }
}
