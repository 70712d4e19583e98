package dev.loop.api.release;

import dev.loop.api.http.Json;

/**
 * A reason why a report says less than it seems to.
 *
 * @param kind one word of the API, never changed
 * @param message a sentence for people
 * @param members details, written into the object
 */
record Warning(String kind, String message, Json.Body members) {}
