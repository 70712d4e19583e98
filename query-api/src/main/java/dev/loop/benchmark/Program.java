package dev.loop.benchmark;

import dev.loop.question.Questions;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.topology.run.FeedbackStreams;
import dev.loop.topology.run.StreamsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** The measured program, as {@code loop up} starts it. */
public interface Program {

    /** Starts the program, with what is in the directory. Returns when every store is restored. */
    Running start(Path data);

    /** The settings that the program runs its topology with. */
    StreamsSettings streamsSettings(Map<String, Object> kafka, Path stateDirectory, String application);

    /** The running program, and the parts that a benchmark looks at from within. */
    interface Running extends AutoCloseable {
        URI api();

        String secretKey();

        /** Returns the key of pages. The addresses of its calls are those that {@code X-Forwarded-For} tells. */
        String publishableKey();

        /** Returns the settings of every Kafka client. */
        Map<String, Object> kafka();

        SchemaRegistryClient registry();

        Questions questions();

        FeedbackStreams streams();

        @Override
        void close();
    }
}
