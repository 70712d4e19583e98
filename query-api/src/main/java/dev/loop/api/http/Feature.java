package dev.loop.api.http;

/** A part of the API: a handful of calls that belong together. */
public interface Feature {
    void addTo(Routes routes);
}
