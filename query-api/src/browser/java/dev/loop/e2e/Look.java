package dev.loop.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import java.util.stream.Stream;

/** How a page is looked at. */
enum Look {
    LIGHT(ColorScheme.LIGHT, 1440, 900, 1),
    DARK(ColorScheme.DARK, 1440, 900, 1),
    PHONE(ColorScheme.LIGHT, 390, 844, 2);

    private final ColorScheme colours;
    private final int width;
    private final int height;
    private final double pixels;

    Look(ColorScheme colours, int width, int height, double pixels) {
        this.colours = colours;
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /** The looks that place things differently; {@link Visit#assertAccessible} sees each in dark colours as well. */
    static Stream<Look> layouts() {
        return Stream.of(LIGHT, PHONE);
    }

    Browser.NewContextOptions options() {
        return new Browser.NewContextOptions()
                .setColorScheme(colours)
                .setViewportSize(width, height)
                .setDeviceScaleFactor(pixels)
                .setIsMobile(this == PHONE)
                .setHasTouch(this == PHONE)
                .setTimezoneId("Europe/Berlin");
    }
}
