package dev.loop.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.image.TopicsImage;

/**
 * Whether Kafka's metadata knows all topics that are on disk. It cuts a damaged metadata log off where the damage begins,
 * and deletes for good the topics that it does not know any more; so it is not let come to that.
 */
final class KnownTopics {

    private static final Pattern PARTITION = Pattern.compile("(.+)-(\\d+)");
    private static final String METADATA = "__cluster_metadata";
    private static final int MOST_NAMED = 5;

    private KnownTopics() {}

    /** @throws BrokerException if a topic is on disk alone */
    static void check(Path directory, TopicsImage known) throws IOException {
        SortedSet<String> unknown = new TreeSet<>();
        try (Stream<Path> inside = Files.list(directory)) {
            for (Path one : inside.filter(Files::isDirectory).toList()) {
                Matcher partition = PARTITION.matcher(one.getFileName().toString());
                if (partition.matches()
                        && !partition.group(1).equals(METADATA)
                        && known.getTopic(partition.group(1)) == null) {
                    unknown.add(partition.group(1));
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw new BrokerException("Kafka's metadata in " + directory.resolve(METADATA + "-0")
                    + " is damaged: it does not know " + unknown.size() + " of the topics that are beside it ("
                    + String.join(", ", unknown.stream().limit(MOST_NAMED).toList())
                    + (unknown.size() > MOST_NAMED ? ", …" : "")
                    + "), and Kafka would delete them. Nothing is lost so far: put " + METADATA
                    + "-0 back from a backup. Where a topic is not needed, remove its directories.");
        }
    }
}
