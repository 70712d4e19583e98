package dev.loop.api.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.question.cluster.Instance;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /v1/instances}: the processes, and the partitions that each writes and follows. */
public final class Instances implements Feature {

    private static final List<Column> COLUMNS = List.of(
            Column.text("address"),
            Column.yesNo("here"),
            Column.text("feedbackWrites"),
            Column.text("feedbackFollows"),
            Column.text("deliveriesWrites"),
            Column.text("deliveriesFollows"));

    private static final Table<Instance> TABLE = new Table<>("instances", COLUMNS, Instances::cells, Instances::write);

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
        Optional<Format> format = TableAnswer.wanted(ctx);
        if (format.isPresent()) {
            TableAnswer.write(ctx, format.get(), TABLE, Table.rows(all));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (Instance one : all) {
                write(json, one);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static List<@Nullable Object> cells(Instance one) {
        return Arrays.asList(
                one.address().map(Object::toString).orElse(null),
                one.here(),
                words(one.feedback().writes()),
                words(one.feedback().follows()),
                words(one.deliveries().writes()),
                words(one.deliveries().follows()));
    }

    private static void write(JsonGenerator json, Instance one) throws IOException {
        json.writeStartObject();
        if (one.address().isPresent()) {
            json.writeStringField("address", one.address().get().toString());
        }
        json.writeBooleanField("here", one.here());
        write(json, "feedback", one.feedback());
        write(json, "deliveries", one.deliveries());
        json.writeEndObject();
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
