package dev.loop.api.question;

/** What came of asking one copy of a partition. */
public sealed interface Answer<T> permits Told, Refused {}
