package dev.loop.broker;

import dev.loop.broker.TopicProblems.Problem;
import dev.loop.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

/** Compares one existing topic with its requirements. */
record TopicCheck(Topic<?> topic, int partitions, TopicLayout layout) {

    List<Problem> problems(TopicDescription found, Config config) {
        List<Problem> problems = new ArrayList<>();
        checkPartitions(found, problems);
        checkReplication(found, problems);
        for (Map.Entry<String, String> required : TopicSettings.required(topic).entrySet()) {
            checkSetting(required.getKey(), required.getValue(), config, problems);
        }
        checkAtLeast(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, TopicSettings.LARGEST_BATCH_BYTES, config, problems);
        checkAtLeast(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, layout.minInsync(), config, problems);
        return problems;
    }

    private void checkPartitions(TopicDescription found, List<Problem> problems) {
        int count = found.partitions().size();
        if (count != partitions) {
            problems.add(problem(
                    "has " + count + " partitions where " + partitions + " are needed",
                    topic.partitioned()
                            ? "The topics keyed by item must have the same number, and it cannot change once there is"
                                    + " data, because items would change partition: give --partitions the number that"
                                    + " they were made with, or use a new data directory or cluster"
                            : "Delete it, if nothing in it is of worth, and it is made anew at the next start"));
        }
    }

    private void checkReplication(TopicDescription found, List<Problem> problems) {
        int fewest = found.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        if (fewest < layout.replication()) {
            problems.add(problem(
                    "has " + fewest + " replicas where " + layout.replication() + " are wanted",
                    "Add some with kafka-reassign-partitions, or accept it with --replication " + fewest));
        }
    }

    private void checkSetting(String setting, String required, Config config, List<Problem> problems) {
        String found = value(setting, config);
        if (!required.equals(found)) {
            problems.add(problem(
                    setting + " is " + found + " where " + required + " is needed, or "
                            + TopicSettings.consequence(setting),
                    alter(setting, required)));
        }
    }

    private void checkAtLeast(String setting, int least, Config config, List<Problem> problems) {
        String found = value(setting, config);
        if (Long.parseLong(found) < least) {
            problems.add(problem(
                    setting + " is " + found + " where at least " + least + " is needed",
                    alter(setting, Integer.toString(least))));
        }
    }

    private String alter(String setting, String value) {
        return "Set it: kafka-configs --alter --topic " + topic.name() + " --add-config " + setting + "=" + value;
    }

    private static String value(String setting, Config config) {
        ConfigEntry entry = config.get(setting);
        if (entry == null || entry.value() == null) {
            throw new BrokerException("This cluster does not know the topic setting " + setting
                    + ": it is older than Loop can work with. Use Kafka 4.0 or newer.");
        }
        return entry.value();
    }

    private Problem problem(String what, String remedy) {
        return new Problem(topic.name(), what, remedy);
    }
}
