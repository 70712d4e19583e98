package dev.loop.api.cluster;

import dev.loop.api.question.Ask;
import dev.loop.topology.Replicas;

/** Tells which instances have a partition, as far as is known here. */
@FunctionalInterface
public interface Placement {
    Replicas of(Ask.Ledger ledger, int partition);
}
