package dev.loop.cli;

import dev.loop.api.key.DefaultProject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code loop up} was asked for, parsed and checked.
 *
 * @param port of the HTTP API and the dashboard; 0 for any free one
 * @param data everything that outlives the process is below it
 * @param partitions of the topics keyed by item; empty for those that the data has, or the default
 * @param demo whether sample feedback is played in
 * @param minimumFreeDisk bytes; with less free at {@code data}, nothing more is taken in
 * @param keys that the project {@code default} is to have
 * @param retentionDays of the project {@code default}; 0 for ever, empty as it is
 */
record UpOptions(
        int port,
        Path data,
        KafkaChoice kafka,
        OptionalInt partitions,
        boolean demo,
        long minimumFreeDisk,
        DefaultProject.GivenKeys keys,
        Optional<Integer> retentionDays) {}
