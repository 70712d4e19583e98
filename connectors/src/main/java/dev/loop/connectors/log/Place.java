package dev.loop.connectors.log;

/** The place of a command in {@code feedback-commands}. */
public record Place(int partition, long offset) {}
