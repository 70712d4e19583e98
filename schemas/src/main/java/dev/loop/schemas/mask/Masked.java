package dev.loop.schemas.mask;

import java.util.List;

/**
 * A text and what was taken out of it.
 *
 * @param text the original object itself if nothing was taken out
 * @param masks in the order of their places
 */
public record Masked(String text, List<Mask> masks) {

    public Masked {
        masks = List.copyOf(masks);
    }
}
