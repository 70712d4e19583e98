package dev.loop.broker;

import dev.loop.broker.TopicProblems.Problem;
import dev.loop.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes missing topics and checks the existing ones. On return every partition takes records: the first batch to a
 * topic that has only just been made can otherwise be lost (KAFKA-15591).
 *
 * <p>Safe to run from several processes at once, and again at every start.
 */
public final class TopicSetup {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private final Admin admin;
    private final TopicLayout layout;
    private final Duration patience;

    /** @param patience how long the cluster may take to answer, in all */
    public TopicSetup(Admin admin, TopicLayout layout, Duration patience) {
        this.admin = admin;
        this.layout = layout;
        this.patience = patience;
    }

    /**
     * @return how many partitions the topics keyed by item have
     * @throws TopicProblems when topics that exist are not as they must be; nothing has been made then
     * @throws BrokerException when the cluster does not answer, refuses, or has too few brokers
     */
    public int prepare(Collection<? extends Topic<?>> topics) {
        checkBrokers();
        Map<String, TopicDescription> existing = describe(existingNames(topics));
        int partitions = partitions(topics, existing);
        check(topics, existing, partitions);
        boolean missing = existing.size() < topics.size();
        if (missing) {
            create(
                    topics.stream()
                            .filter(topic -> !existing.containsKey(topic.name()))
                            .toList(),
                    partitions);
        }
        awaitReady(topics, partitions);
        if (missing) {
            // Another process may have made some of them meanwhile, with other settings.
            check(topics, describe(existingNames(topics)), partitions);
        }
        return partitions;
    }

    private void checkBrokers() {
        int brokers = get(admin.describeCluster().nodes()).size();
        if (brokers < layout.replication()) {
            throw new BrokerException("The Kafka cluster has " + brokers + (brokers == 1 ? " broker" : " brokers")
                    + ", and " + layout.replication() + " copies of the data are wanted. Start more brokers, or accept"
                    + " fewer copies with --replication " + brokers + ".");
        }
    }

    private Set<String> existingNames(Collection<? extends Topic<?>> topics) {
        Set<String> names = new TreeSet<>(get(admin.listTopics().names()));
        names.retainAll(topics.stream().map(Topic::name).collect(Collectors.toSet()));
        return names;
    }

    private Map<String, TopicDescription> describe(Set<String> names) {
        return names.isEmpty() ? Map.of() : get(admin.describeTopics(names).allTopicNames());
    }

    /** Returns the number of partitions: the wanted one, else that of the data, else the default. */
    private int partitions(Collection<? extends Topic<?>> topics, Map<String, TopicDescription> existing) {
        OptionalInt existingPartitions = topics.stream()
                .filter(Topic::partitioned)
                .map(topic -> existing.get(topic.name()))
                .filter(Objects::nonNull)
                .mapToInt(found -> found.partitions().size())
                .findFirst();
        return layout.partitions().orElse(existingPartitions.orElse(layout.defaultPartitions()));
    }

    private static int partitions(Topic<?> topic, int partitioned) {
        return topic.partitioned() ? partitioned : 1;
    }

    private void check(Collection<? extends Topic<?>> topics, Map<String, TopicDescription> existing, int partitions) {
        Map<ConfigResource, Config> configs = get(admin.describeConfigs(
                        existing.keySet().stream().map(TopicSetup::resource).toList())
                .all());
        List<Problem> problems = new ArrayList<>();
        for (Topic<?> topic : topics) {
            TopicDescription found = existing.get(topic.name());
            if (found != null) {
                problems.addAll(new TopicCheck(topic, partitions(topic, partitions), layout)
                        .problems(found, Objects.requireNonNull(configs.get(resource(topic.name())))));
            }
        }
        if (!problems.isEmpty()) {
            throw new TopicProblems(problems);
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private void create(Collection<? extends Topic<?>> topics, int partitions) {
        List<NewTopic> missing = topics.stream()
                .map(topic -> new NewTopic(topic.name(), partitions(topic, partitions), layout.replication())
                        .configs(TopicSettings.initial(topic, layout)))
                .toList();
        for (KafkaFuture<Void> made : admin.createTopics(missing).values().values()) {
            try {
                get(made);
            } catch (BrokerException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private void awaitReady(Collection<? extends Topic<?>> topics, int partitions) {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        for (Topic<?> topic : topics) {
            for (int partition = 0; partition < partitions(topic, partitions); partition++) {
                all.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                get(admin.listOffsets(all).all());
                return;
            } catch (BrokerException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw unanswered(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw unanswered(e.getCause());
            }
            throw new BrokerException("Kafka refused to set up the topics: " + e.getCause(), e.getCause());
        }
    }

    private static BrokerException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BrokerException("Interrupted while the topics were being set up.", e);
    }

    private BrokerException unanswered(Throwable cause) {
        return new BrokerException(
                "Kafka did not answer within " + patience.toSeconds()
                        + " s. Check that the address given with --kafka is right, that a broker runs there, and that"
                        + " the addresses which it advertises can be reached from here.",
                cause);
    }
}
