package dev.loop.connectors.learn;

import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.Model;
import dev.loop.schemas.avro.ModelEntry;
import dev.loop.schemas.avro.ModelRequest;
import dev.loop.schemas.avro.ModelSwitch;
import dev.loop.schemas.avro.ModelTurn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The models of all projects, and which of them judges. The next read on the same instance sees what was put; writes fail
 * as those of {@link ControlTable} do.
 */
public final class ModelBook {

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);
    private static final int MOST_TURNS = 50;

    private static final Comparator<Model> OLDEST_FIRST =
            Comparator.comparing(Model::getTrainedAt).thenComparing(Model::getVersion);

    private final ControlTable<ModelEntry> table;
    private final SentimentModel prior;

    /** @param prior what judges in a project that has switched to nothing else */
    public ModelBook(ControlTable<ModelEntry> table, SentimentModel prior) {
        this.table = table;
        this.prior = prior;
    }

    public SentimentModel prior() {
        return prior;
    }

    /** Counts the changes of all models, switches and requests. */
    long changes() {
        return table.version();
    }

    public Optional<Model> find(String project, String version) {
        return table.get(key(project, version)).flatMap(ModelBook::whole);
    }

    /** Returns a project's models, the oldest first. */
    public List<Model> models(String project) {
        return table.all().values().stream()
                .filter(entry -> entry.getProject().equals(project))
                .flatMap(entry -> whole(entry).stream())
                .sorted(OLDEST_FIRST)
                .toList();
    }

    /** Returns the switches of a project, the newest first. */
    public List<ModelTurn> turns(String project) {
        return table.get(switchKey(project))
                .map(ModelEntry::getBody)
                .filter(ModelSwitch.class::isInstance)
                .map(body -> ((ModelSwitch) body).getTurns())
                .orElse(List.of());
    }

    /** Returns the model of an entry. One with other weights than ours is another program's, and none. */
    private static Optional<Model> whole(ModelEntry entry) {
        return entry.getBody() instanceof Model model && model.getWeights().remaining() == SentimentModel.BYTES
                ? Optional.of(model)
                : Optional.empty();
    }

    /**
     * Returns the model that judges a project's items; empty for the prior. One that was taken away since it had learnt
     * from an item that is gone goes on judging as the one that stands for it.
     */
    public Optional<Model> active(String project) {
        return turns(project).stream()
                .findFirst()
                .map(ModelTurn::getVersion)
                .flatMap(version -> find(project, version)
                        .or(() -> models(project).stream()
                                .filter(model -> model.getReplaces().contains(version))
                                .reduce((older, newer) -> newer)));
    }

    /** Returns what judges a project's items. */
    public SentimentModel judge(String project) {
        return active(project).map(ModelBook::weights).orElse(prior);
    }

    /** Returns a model's weights. */
    public static SentimentModel weights(Model model) {
        ByteBuffer bytes = model.getWeights().duplicate();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        try {
            return SentimentModel.read(model.getVersion(), new ByteArrayInputStream(copy))
                    .forLanguages(model.getLanguages());
        } catch (IOException e) {
            throw new UncheckedIOException("The weights of model " + model.getVersion() + " are cut short", e);
        }
    }

    public void switchTo(String project, ModelTurn turn) {
        table.change(
                switchKey(project),
                before -> {
                    List<ModelTurn> turns = new ArrayList<>(turns(project));
                    turns.add(0, turn);
                    return Optional.of(new ModelEntry(
                            project, new ModelSwitch(turns.subList(0, Math.min(MOST_TURNS, turns.size())))));
                },
                LONGEST_WRITE);
    }

    public void request(String project, ModelRequest request) {
        table.put(requestKey(project), new ModelEntry(project, request), LONGEST_WRITE);
    }

    boolean isRequested(String project) {
        return table.get(requestKey(project)).isPresent();
    }

    void answered(String project) {
        table.remove(requestKey(project), LONGEST_WRITE);
    }

    void put(String project, Model model) {
        table.put(key(project, model.getVersion()), new ModelEntry(project, model), LONGEST_WRITE);
    }

    void remove(String project, Model model) {
        table.remove(key(project, model.getVersion()), LONGEST_WRITE);
    }

    private static String key(String project, String version) {
        return project + "/model/" + version;
    }

    private static String switchKey(String project) {
        return project + "/switch";
    }

    private static String requestKey(String project) {
        return project + "/request";
    }
}
