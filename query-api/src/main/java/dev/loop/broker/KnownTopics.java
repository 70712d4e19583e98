package dev.loop.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.image.TopicImage;
import org.apache.kafka.image.TopicsImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that Kafka's metadata knows all topics on disk. Kafka cuts a damaged metadata log off where the damage begins,
 * and then deletes for good the topics that it no longer knows; this check stops the start before that.
 */
final class KnownTopics {

    private static final Logger LOG = LoggerFactory.getLogger(KnownTopics.class);
    private static final Pattern PARTITION = Pattern.compile("(.+)-(\\d+)");
    private static final String METADATA = "__cluster_metadata";
    private static final int MOST_NAMED = 5;

    private KnownTopics() {}

    /**
     * Writes the file that names a partition's topic anew if it is gone or damaged: Kafka takes such a partition for
     * one that is to be deleted, and the metadata knows the topic.
     *
     * @throws BrokerException if a topic is on disk alone
     */
    static void check(Path directory, TopicsImage known) throws IOException {
        SortedSet<String> unknown = new TreeSet<>();
        try (Stream<Path> inside = Files.list(directory)) {
            for (Path one : inside.filter(Files::isDirectory).toList()) {
                Matcher partition = PARTITION.matcher(one.getFileName().toString());
                if (partition.matches() && !partition.group(1).equals(METADATA)) {
                    TopicImage topic = known.getTopic(partition.group(1));
                    if (topic == null) {
                        unknown.add(partition.group(1));
                    } else {
                        tellId(one.resolve("partition.metadata"), topic.id());
                    }
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

    private static void tellId(Path file, Uuid topic) throws IOException {
        if (!isWhole(file)) {
            LOG.warn("{} is gone or damaged; it is written anew from Kafka's metadata", file);
            Files.writeString(file, "version: 0\ntopic_id: " + topic + "\n");
        }
    }

    private static boolean isWhole(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        List<String> lines =
                Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
        return lines.size() == 2
                && lines.get(0).matches("version: \\d{1,3}")
                && lines.get(1).matches("topic_id: [A-Za-z0-9_-]{22}");
    }
}
