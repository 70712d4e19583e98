package dev.loop.api.command;

import dev.loop.topology.question.Position;

/** Where a command stands in {@code feedback-commands}. */
public record Place(int partition, long offset) {

    public Position position() {
        return Position.of(partition, offset);
    }
}
