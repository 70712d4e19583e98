package dev.loop.connectors.importer;

/**
 * How a file of delimited text writes what its delimiters would break.
 *
 * @param quotes whether a field may stand in double quotes
 * @param backslash whether a backslash takes the meaning from the character that follows; else two quotes are one
 */
public record Dialect(boolean quotes, boolean backslash) {

    public static final Dialect RFC_4180 = new Dialect(true, false);
}
