package dev.loop.api.command;

import dev.loop.topology.question.Position;

/** The place of a command in {@code feedback-commands}. */
public record Place(int partition, long offset) {

    public Position position() {
        return Position.of(partition, offset);
    }
}
