package dev.loop.api.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Csv;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code /v1/instances}: which processes there are, and which partitions each of them writes and follows. */
public final class Instances implements Feature {

    private static final List<String> COLUMNS =
            List.of("address", "here", "feedbackWrites", "feedbackFollows", "deliveriesWrites", "deliveriesFollows");

    private final Supplier<List<Instance>> instances;

    public Instances(Supplier<List<Instance>> instances) {
        this.instances = instances;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/instances", Scope.FEEDBACK_READ, this::list);
    }

    private void list(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        List<Instance> all = instances.get();
        if (Csv.wanted(ctx)) {
            Csv.answer(ctx, "instances", COLUMNS, out -> {
                for (Instance one : all) {
                    out.row(Arrays.asList(
                            one.address().map(Object::toString).orElse(null),
                            one.here(),
                            words(one.feedback().writes()),
                            words(one.feedback().follows()),
                            words(one.deliveries().writes()),
                            words(one.deliveries().follows())));
                }
            });
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (Instance one : all) {
                json.writeStartObject();
                if (one.address().isPresent()) {
                    json.writeStringField("address", one.address().get().toString());
                }
                json.writeBooleanField("here", one.here());
                write(json, "feedback", one.feedback());
                write(json, "deliveries", one.deliveries());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, String name, Instance.Share share) throws IOException {
        json.writeObjectFieldStart(name);
        write(json, "writes", share.writes());
        write(json, "follows", share.follows());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<Integer> partitions) throws IOException {
        json.writeArrayFieldStart(name);
        for (int partition : partitions) {
            json.writeNumber(partition);
        }
        json.writeEndArray();
    }

    private static String words(List<Integer> partitions) {
        return partitions.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
