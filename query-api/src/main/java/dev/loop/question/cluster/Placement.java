package dev.loop.question.cluster;

import dev.loop.question.Ask;
import dev.loop.topology.run.Replicas;

/** Tells which instances have a partition, as far as is known here. */
@FunctionalInterface
public interface Placement {
    Replicas of(Ask.Ledger ledger, int partition);
}
