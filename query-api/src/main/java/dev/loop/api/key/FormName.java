package dev.loop.api.key;

import java.util.regex.Pattern;

/** The rule for names of forms, which stand in addresses. */
public final class FormName {

    private static final int LENGTH = 60;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]*");

    public static final String REMEDY =
            "use at most " + LENGTH + " of a-z, 0-9, - and _, since it stands in an address";

    public static boolean isValid(String name) {
        return name.length() <= LENGTH && NAME.matcher(name).matches();
    }

    private FormName() {}
}
