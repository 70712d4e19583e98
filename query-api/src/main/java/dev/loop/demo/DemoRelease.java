package dev.loop.demo;

import java.time.Instant;

/** A release of the made-up product. */
public record DemoRelease(String version, String title, Instant releasedAt) {}
