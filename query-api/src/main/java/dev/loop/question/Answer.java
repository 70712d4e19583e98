package dev.loop.question;

/** The result of asking one copy of a partition. */
public sealed interface Answer<T> permits Told, Refused {}
