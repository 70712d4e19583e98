package dev.loop.client.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account to note.
 *
 * @param users the ids of its users
 */
public record NewAccount(@Nullable String name, @Nullable String plan, List<String> users) {}
